import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { NodeView } from "../../../wire/index.ts";
import { visibleText } from "../../parts/visible-text.ts";
import { texts } from "../../texts/texts.ts";
import type { NodeGroup } from "./node-groups.ts";
import { renderNode, type NodeDoing } from "./node-row.ts";

const text = texts.nodes;

/** What a name of nodes can be told, beside what each of its nodes can. */
export interface GroupDoing extends NodeDoing {
  readonly quarantine: (name: string) => void;
}

/** The nodes of one name. */
export function renderGroup(group: NodeGroup, at: string, doing: GroupDoing): TemplateResult {
  const { name, nodes, downs, quarantine } = group;
  const isHeld = quarantine !== null || downs > 0;
  return html`<section class="card" aria-label=${name}>
    <div class="card-head">
      <h2>${visibleText(name)}</h2>
      <span class="soft">${text.nodesOf(nodes.length)}</span>
      <span class="flags"
        >${downs > 0 ? html`<scoria-flag tone="warn" .text=${text.downs(downs)}></scoria-flag>` : nothing}</span
      >
      ${
        quarantine === null
          ? html`<button type="button" aria-label=${text.quarantineName(name)} @click=${() => doing.quarantine(name)}>
              ${text.quarantine}
            </button>`
          : nothing
      }
      ${
        isHeld
          ? html`<button
              type="button"
              class=${quarantine === null ? "" : "primary"}
              aria-label=${text.releaseName(name)}
              @click=${() => doing.release(name)}
            >
              ${text.release}
            </button>`
          : nothing
      }
    </div>
    ${renderQuarantine(quarantine)}
    <ul>
      ${repeat(
        nodes,
        ({ nodeId }) => nodeId,
        (node) => renderNode(node, at, doing),
      )}
    </ul>
  </section>`;
}

function renderQuarantine(quarantine: NodeView["quarantine"]): unknown {
  if (quarantine === null) return nothing;
  const { by, since, until, reason } = quarantine;
  return html`<p class="notice halt">
    <strong>${visibleText(by === null ? text.quarantinedItself : text.quarantinedBy(by))}</strong>
    <scoria-time .at=${since} stops></scoria-time>,
    ${until === null ? text.untilReleased : html`${text.until} <scoria-time .at=${until} stops></scoria-time>`}${
      reason === null ? "." : html`: ${visibleText(reason)}`
    }
  </p>`;
}
