import { html, type TemplateResult } from "lit";
import type { QueueFlowView, QueueView } from "../../../wire/index.ts";
import { visibleText } from "../../parts/visible-text.ts";
import { texts } from "../../texts/texts.ts";
import "../../parts/meter-bar.ts";

const text = texts.queues;

const counted = ["added", "taken", "refused"] as const;

/** What came to a queue and left it: a table, whose bars only repeat its numbers. */
export function renderFlow({ queue, lastFiveMinutes, lastHour }: QueueView): TemplateResult {
  return html`<table class="flow">
    <caption class="for-reader">
      ${text.flow}: ${visibleText(queue)}
    </caption>
    <thead>
      <tr>
        <th scope="col"><span class="for-reader">${text.flow}</span></th>
        <th scope="col">${text.fiveMinutes}</th>
        <th scope="col">${text.hour}</th>
      </tr>
    </thead>
    <tbody>
      ${counted.map(
        (name) =>
          html`<tr>
            <th scope="row">${text[name]}</th>
            ${[lastFiveMinutes, lastHour].map((flow) => renderCount(flow, name))}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** The bars of one stretch of time share a scale, so that what comes and what is taken can be compared. */
function renderCount(flow: QueueFlowView, name: (typeof counted)[number]): TemplateResult {
  const most = Math.max(1, flow.added, flow.taken, flow.refused);
  const tone = name === "refused" ? "bad" : "plain";
  return html`<td>
    ${flow[name].toLocaleString("en")}
    <scoria-meter .value=${flow[name]} .most=${most} .tone=${tone}></scoria-meter>
  </td>`;
}
