import { css, html, nothing, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from "lit";
import type { EntryView, EvidenceView } from "../../../wire/index.ts";
import { define } from "../../base/define.ts";
import { asWireError } from "../../base/resource-state.ts";
import { ScoriaElement } from "../../base/scoria-element.ts";
import { icon } from "../../parts/icons.ts";
import { notify } from "../../parts/notify.ts";
import { visibleText, visibleTextStyles } from "../../parts/visible-text.ts";
import { texts } from "../../texts/texts.ts";
import { controlStyles } from "../../theme/control-styles.ts";
import { foundationStyles } from "../../theme/foundation-styles.ts";
import { downloadEvidence } from "./download-evidence.ts";
import "../../parts/id-mark.ts";
import "../../parts/time-mark.ts";

const text = texts.evidence;

interface Checked {
  readonly runId: string;
  readonly answer: EvidenceView;
  readonly at: Date;
}

/**
 * Whether a journal is what was written. It says "Verified" of nothing but the head that is shown, and only when the server has
 * recomputed the chain up to it.
 */
export class EvidenceCheck extends ScoriaElement {
  static override readonly properties: PropertyDeclarations = {
    runId: { attribute: false },
    entries: { attribute: false },
    checked: { state: true },
    isBusy: { state: true },
  };

  static override readonly styles: CSSResultGroup = [
    foundationStyles,
    controlStyles,
    visibleTextStyles,
    css`
      .line {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 12px;
        min-height: 44px;
        padding: 7px 16px;
        border-block-end: 1px solid var(--_line);
      }
      .mark {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        font-weight: 600;
      }
      .mark.good {
        color: var(--_good);
      }
      .mark.old {
        color: var(--_warn);
      }
      .buttons {
        display: flex;
        gap: 8px;
        margin-inline-start: auto;
      }
      .broken {
        display: grid;
        justify-items: start;
        gap: 6px;
        padding: 14px 16px;
        border-block: 2px solid var(--_bad);
        background: var(--_bad-ground);
        overflow-wrap: anywhere;
      }
      .broken h3 {
        display: flex;
        align-items: center;
        gap: 8px;
        color: var(--_bad);
        font-size: var(--_text-large);
        font-weight: 650;
      }
    `,
  ];

  declare runId: string;
  /** All that are known, from the first on. */
  declare entries: readonly EntryView[];
  declare protected checked: Checked | undefined;
  declare protected isBusy: boolean;

  constructor() {
    super();
    this.isBusy = false;
  }

  /** Has the server check the journal, and that the last entry that is shown is in it. */
  async verify(): Promise<void> {
    if (this.isBusy) return;
    const { runId } = this;
    const last = this.entries.at(-1);
    const query = last === undefined ? {} : { headSeq: last.seq, headHash: last.hash };
    this.isBusy = true;
    try {
      const answer = await this.mount.client.call("verifyRun", { params: { runId }, query });
      this.checked = { runId, answer, at: new Date() };
      notify(this, answer.ok ? text.verified : text.broken, { tone: answer.ok ? "quiet" : "bad" });
    } catch (error) {
      notify(this, asWireError(error).message, { tone: "bad" });
    } finally {
      this.isBusy = false;
    }
  }

  protected override render(): TemplateResult {
    const checked = this.checked?.runId === this.runId ? this.checked : undefined;
    return html`${checked?.answer.ok === false ? this.#renderBroken(checked.answer) : nothing}
      <div class="line">
        ${this.#renderState(checked)}
        <span class="buttons">
          <button type="button" ?disabled=${this.isBusy} @click=${() => void this.verify()}>
            ${this.isBusy ? text.verifying : checked === undefined ? text.verify : text.verifyAgain}
          </button>
          <button type="button" title=${text.exportHint} @click=${() => void downloadEvidence(this, this.runId)}>
            ${text.export}
          </button>
        </span>
      </div>`;
  }

  #renderState(checked: Checked | undefined): unknown {
    if (checked === undefined) return html`<span class="faint">${text.unverified}</span>`;
    const { answer, at } = checked;
    if (!answer.ok) return html`<scoria-time stops .at=${at.toISOString()}></scoria-time>`;
    const { head, entries, removed } = answer;
    const shown = this.entries[head.seq - 1];
    if (shown !== undefined && shown.hash !== head.hash) {
      return html`<span class="mark old" role="alert">${icon("warning")}${text.differs}</span>`;
    }
    const newer = this.entries.length - head.seq;
    return html`<span class="mark ${newer > 0 ? "old" : "good"}" role="status"
        >${icon(newer > 0 ? "warning" : "check")}${newer > 0 ? text.verifiedUpTo(head.seq) : text.verified}</span
      >
      ${newer > 0 ? html`<span class="soft">${text.grown(newer)}</span>` : nothing}
      <span class="soft"
        >${text.checked(entries)}${removed === 0 ? "" : `, ${text.removed(removed)}`},
        <scoria-time stops .at=${at.toISOString()}></scoria-time
      ></span>
      <span class="soft">${text.head} <scoria-id .value=${head.hash} .label=${text.headHash}></scoria-id></span>`;
  }

  #renderBroken({ seq, field, reason }: EvidenceView & { readonly ok: false }): TemplateResult {
    return html`<div class="broken" role="alert">
      <h3>${icon("warning")}${text.broken}</h3>
      <p><strong>${text.brokenAt(seq, field)}</strong> ${visibleText(reason)}</p>
      <p>${text.brokenDetail}</p>
      <button type="button" @click=${() => this.#show(seq)}>${text.showEntry(seq)}</button>
    </div>`;
  }

  #show(seq: number): void {
    this.dispatchEvent(new CustomEvent("scoria-entry-select", { detail: { seq }, bubbles: true, composed: true }));
  }
}

define("scoria-evidence-check", EvidenceCheck);
