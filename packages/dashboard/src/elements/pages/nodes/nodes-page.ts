import { html, nothing, type CSSResultGroup, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { NodeListView, NodeView } from "../../../wire/index.ts";
import { define } from "../../base/define.ts";
import { Page } from "../../base/page.ts";
import { Resource } from "../../base/resource.ts";
import type { Shortcut } from "../../base/shortcuts.ts";
import { codeSample, codeSampleStyles } from "../../parts/code-sample.ts";
import { listKeys } from "../../parts/list-keys.ts";
import { renderLiveness } from "../../parts/liveness-mark.ts";
import { renderResource } from "../../parts/render-resource.ts";
import { visibleTextStyles } from "../../parts/visible-text.ts";
import { texts } from "../../texts/texts.ts";
import { cardListStyles } from "../../theme/card-list-styles.ts";
import { cardStyles } from "../../theme/card-styles.ts";
import { controlStyles } from "../../theme/control-styles.ts";
import { foundationStyles } from "../../theme/foundation-styles.ts";
import { summaryStyles } from "../../theme/summary-styles.ts";
import { drainNode, quarantineNode, releaseNode } from "./node-actions.ts";
import { renderGroup } from "./node-group.ts";
import { groupsOf, summaryOf } from "./node-groups.ts";
import { nodesStyles } from "./nodes-styles.ts";
import "../../parts/page-header.ts";

const text = texts.nodes;

/** The processes that execute runs, by their names. */
export class NodesPage extends Page {
  static override readonly styles: CSSResultGroup = [
    foundationStyles,
    controlStyles,
    cardStyles,
    cardListStyles,
    summaryStyles,
    visibleTextStyles,
    codeSampleStyles,
    nodesStyles,
  ];

  readonly #nodes: Resource<NodeListView> = new Resource<NodeListView>(this, {
    key: () => "listNodes",
    read: (signal) => this.mount.client.call("listNodes", { signal }),
    pollMs: 3_000,
  });

  protected override shortcuts(): readonly Shortcut[] {
    return [
      ...listKeys(this),
      { keys: "r", text: texts.shortcuts.refresh, group: "page", run: () => void this.#nodes.refresh() },
    ];
  }

  protected override render(): TemplateResult {
    return html`<scoria-page-header .heading=${texts.titles.nodes}>
        ${renderLiveness(this.#nodes.state)}
        <p class="about">${text.about}</p>
      </scoria-page-header>
      ${renderResource(this.#nodes, { ready: (list) => this.#renderNodes(list) })}`;
  }

  #renderNodes(list: NodeListView): TemplateResult {
    if (list.nodes.length === 0) {
      return html`<scoria-state kind="empty" .heading=${text.none} .detail=${text.noneDetail}>
        ${codeSample(text.noneCode, text.none)}
      </scoria-state>`;
    }
    return html`${renderSummary(list)}
      <div class="card-list">
        ${repeat(
          groupsOf(list),
          ({ name }) => name,
          (group) =>
            renderGroup(group, list.at, {
              drain: (nodeId) => void this.#act(drainNode(this, nodeId)),
              release: (node) => void this.#act(releaseNode(this, node)),
              quarantine: (name) => void this.#act(quarantineNode(this, name)),
            }),
        )}
      </div>
      ${renderGone(list.nodes.filter(({ status }) => status === "gone"))}`;
  }

  async #act(acting: Promise<void>): Promise<void> {
    await acting;
    await this.#nodes.refresh();
  }
}

function renderSummary(list: NodeListView): TemplateResult {
  const { present, taking, runs, places, needAttention } = summaryOf(list);
  return html`<dl class="summary" aria-label=${text.summary}>
      <div class=${taking === 0 ? "bad" : ""}>
        <dt>${text.taking}</dt>
        <dd>${text.takingOf(taking, present)}</dd>
      </div>
      <div>
        <dt>${text.load}</dt>
        <dd>${text.loadOf(runs, places)}</dd>
      </div>
      <div class=${needAttention > 0 ? "warn" : ""}>
        <dt>${text.attention}</dt>
        <dd>${needAttention === 0 ? text.attentionNone : needAttention}</dd>
      </div>
    </dl>
    ${taking === 0 ? html`<p class="none-takes">${text.noneTakes}</p>` : nothing}`;
}

function renderGone(gone: readonly NodeView[]): unknown {
  if (gone.length === 0) return nothing;
  return html`<details class="card gone">
    <summary class="stop">${text.gone(gone.length)}</summary>
    <ul>
      ${gone.map(
        ({ nodeId, heartbeatAt }) =>
          html`<li>
            <scoria-id .value=${nodeId} .label=${text.nodeId}></scoria-id>
            <span class="soft">${text.goneSince} <scoria-time .at=${heartbeatAt} stops></scoria-time></span>
          </li>`,
      )}
    </ul>
  </details>`;
}

define("scoria-nodes-page", NodesPage);
