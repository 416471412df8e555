import { css, html, nothing, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from "lit";
import type { RunView } from "../../wire/index.ts";
import { define } from "../base/define.ts";
import { LiveRun } from "../base/live-run.ts";
import { ScoriaElement } from "../base/scoria-element.ts";
import { reasonSentenceOf } from "../pages/runs/run-reason.ts";
import { texts } from "../texts/texts.ts";
import { foundationStyles } from "../theme/foundation-styles.ts";
import { visibleText, visibleTextStyles } from "./visible-text.ts";
import "./id-mark.ts";
import "./liveness-mark.ts";
import "./status-mark.ts";

/** How a run stands, kept up with as it moves, with the link to it: for what is about a run and is not its page. */
export class RunState extends ScoriaElement {
  static override readonly properties: PropertyDeclarations = { runId: { attribute: "run-id" } };

  static override readonly styles: CSSResultGroup = [
    foundationStyles,
    visibleTextStyles,
    css`
      :host {
        display: grid;
        gap: 4px;
      }
      .line {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 12px;
      }
      a {
        font-weight: 600;
        text-decoration: underline;
        text-underline-offset: 2px;
      }
      p {
        overflow-wrap: anywhere;
      }
    `,
  ];

  declare runId: string;

  readonly #live: LiveRun = new LiveRun(this, () => this.runId);

  protected override render(): TemplateResult {
    const { run, liveness } = this.#live;
    const value = run.value;
    const link = (text: unknown): TemplateResult =>
      html`<a href=${this.href(`/workflows/${this.runId}`)} part="link">${text}</a>`;
    if (value === undefined || value.runId !== this.runId) {
      return html`<div class="line">
        ${link(texts.runState.open)}<scoria-id .value=${this.runId} .label=${texts.copy.runId}></scoria-id>
      </div>`;
    }
    return html`<div class="line">
        <span role="status"><scoria-status .status=${value.status}></scoria-status></span>
        ${link(visibleText(value.kind ?? texts.runs.noKind))}
        <scoria-id .value=${value.runId} .label=${texts.copy.runId}></scoria-id>
        <scoria-liveness .kind=${liveness.kind} .since=${liveness.since}></scoria-liveness>
      </div>
      ${renderReason(value)}`;
  }
}

function renderReason(run: RunView): unknown {
  const reason = reasonSentenceOf(run);
  return reason === undefined ? nothing : html`<p class="soft">${visibleText(reason)}</p>`;
}

define("scoria-run-state", RunState);
