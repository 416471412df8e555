import { html, nothing, type TemplateResult } from "lit";
import type { NodeView } from "../../../wire/index.ts";
import { visibleText } from "../../parts/visible-text.ts";
import { texts } from "../../texts/texts.ts";
import { isLate, silenceMs } from "./node-groups.ts";
import "../../parts/flag-mark.ts";
import "../../parts/id-mark.ts";
import "../../parts/meter-bar.ts";
import "../../parts/status-mark.ts";
import "../../parts/time-mark.ts";

const text = texts.nodes;

/** What a node can be told. */
export interface NodeDoing {
  readonly drain: (nodeId: string) => void;
  readonly release: (nodeId: string) => void;
}

/** One process: whether it is heard of, how full it is, and what it can do. */
export function renderNode(node: NodeView, at: string, { drain, release }: NodeDoing): TemplateResult {
  const { nodeId, status, runs, concurrency, kinds, startedAt } = node;
  const tone = runs >= concurrency ? "warn" : "plain";
  return html`<li class="node stop" tabindex="-1" aria-label=${nodeId}>
    <div class="which">
      <scoria-status .status=${status}></scoria-status>
      <scoria-id .value=${nodeId} .label=${text.nodeId}></scoria-id>
    </div>
    <div class="heard">
      <span class="label">${text.heard}</span>
      <span class=${isLate(node, at) ? "late" : ""}
        >${text.heardAgo(roughly(silenceMs(node, at)), roughly(node.leaseMs))}</span
      >
      ${
        isLate(node, at)
          ? html`<scoria-flag tone="warn" .text=${text.late}></scoria-flag
              ><span class="for-reader">${text.lateWhy}</span>`
          : nothing
      }
    </div>
    <div class="load">
      <span class="label">${text.runs}</span> ${text.runsOf(runs, concurrency)}
      <scoria-meter .value=${runs} .most=${concurrency} .tone=${tone}></scoria-meter>
    </div>
    <div class="started">
      <span class="label">${text.started}</span> <scoria-time .at=${startedAt} stops></scoria-time>
    </div>
    <div class="actions">
      ${
        node.drain === null
          ? html`<button type="button" aria-label=${text.drainNode(nodeId)} @click=${() => drain(nodeId)}>
              ${text.drain}
            </button>`
          : html`<button type="button" aria-label=${text.releaseNode(nodeId)} @click=${() => release(nodeId)}>
              ${text.release}
            </button>`
      }
    </div>
    ${renderDrain(node)}
    <details class="kinds">
      <summary>${text.kindCount(kinds.length)}</summary>
      <ul>
        ${kinds.map((kind) => html`<li>${visibleText(kind)}</li>`)}
      </ul>
    </details>
  </li>`;
}

/** In whole seconds: more would be more than a heartbeat every few seconds says. */
function roughly(ms: number): string {
  return `${Math.round(ms / 1_000)} s`;
}

function renderDrain({ drain, runs }: NodeView): unknown {
  if (drain === null) return nothing;
  return html`<p class="notice">
    <strong>${visibleText(text.drainedBy(drain.by))}</strong> <scoria-time .at=${drain.since} stops></scoria-time>${
      drain.reason === null ? "." : html`: ${visibleText(drain.reason)}.`
    }
    ${runs === 0 ? text.handedOver : text.handingOver(runs)}
  </p>`;
}
