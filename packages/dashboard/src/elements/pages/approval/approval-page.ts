import { html, nothing, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from "lit";
import type { ApprovalPageItem } from "../../../wire/index.ts";
import { define } from "../../base/define.ts";
import { Page } from "../../base/page.ts";
import { Resource } from "../../base/resource.ts";
import type { Shortcut } from "../../base/shortcuts.ts";
import { keyCapStyles } from "../../parts/key-caps.ts";
import { renderLiveness } from "../../parts/liveness-mark.ts";
import { notify } from "../../parts/notify.ts";
import type { Crumb } from "../../parts/page-header.ts";
import { renderResource } from "../../parts/render-resource.ts";
import { visibleText, visibleTextStyles } from "../../parts/visible-text.ts";
import { texts } from "../../texts/texts.ts";
import { cardStyles } from "../../theme/card-styles.ts";
import { controlStyles } from "../../theme/control-styles.ts";
import { foundationStyles } from "../../theme/foundation-styles.ts";
import { renderComparison, renderEffect } from "./approval-effect.ts";
import { renderFacts } from "./approval-facts.ts";
import { approvalStyles } from "./approval-styles.ts";
import { askAndDecide, type DecisionMade, type DecisionOutcome, type DecisionWord } from "./decide.ts";
import { decisionKeys, renderDecision } from "./decision-panel.ts";
import { renderSurprise, type Surprise } from "./decision-surprise.ts";
import "../../parts/countdown.ts";
import "../../parts/page-header.ts";
import "../../parts/status-mark.ts";
import "../../parts/time-mark.ts";

const text = texts.approvals.one;
const crumbs: readonly Crumb[] = [{ text: texts.titles.approvals, to: "/approvals" }];

/**
 * One request: what will be done, who asks, and what the operator may do about it.
 *
 * Fires `scoria-decision` when a decision of this operator is recorded.
 */
export class ApprovalPage extends Page {
  static override readonly properties: PropertyDeclarations = { surprise: { state: true } };

  static override readonly styles: CSSResultGroup = [
    foundationStyles,
    controlStyles,
    cardStyles,
    visibleTextStyles,
    keyCapStyles,
    approvalStyles,
  ];

  declare protected surprise: Surprise | undefined;

  readonly #item: Resource<ApprovalPageItem> = new Resource<ApprovalPageItem>(this, {
    key: () => `getApproval ${this.#approvalId}`,
    read: (signal) => this.mount.client.call("getApproval", { params: { approvalId: this.#approvalId }, signal }),
    pollMs: 5_000,
  });

  /** The approvals whose decision is being recorded: one may go on to the next meanwhile, and come back. */
  readonly #sending = new Set<string>();

  get #approvalId(): string {
    return this.params["approvalId"] ?? "";
  }

  get #isSending(): boolean {
    return this.#sending.has(this.#approvalId);
  }

  protected override shortcuts(): readonly Shortcut[] {
    const at = { group: "page" } as const;
    const refresh = { ...at, keys: "r", text: texts.shortcuts.refresh, run: () => void this.#item.refresh() };
    if (!this.#mayDecide) return [refresh];
    return [
      { ...at, keys: decisionKeys.approved, text: text.approveShortcut, run: () => void this.#decide("approved") },
      { ...at, keys: decisionKeys.rejected, text: text.rejectShortcut, run: () => void this.#decide("rejected") },
      refresh,
    ];
  }

  get #mayDecide(): boolean {
    const item = this.#item.value;
    return item !== undefined && item.approval.status === "pending" && item.mayNotDecide === null && !this.#isSending;
  }

  protected override willUpdate(changed: ReadonlyMap<PropertyKey, unknown>): void {
    if (changed.has("params")) this.surprise = undefined;
  }

  protected override render(): TemplateResult {
    const approval = this.#item.value?.approval;
    return html`<scoria-page-header .heading=${approval?.tool ?? texts.titles.approval} .crumbs=${crumbs}>
        ${
          approval === undefined
            ? nothing
            : html`<scoria-status slot="beside" pill .status=${approval.status}></scoria-status>`
        }
        ${
          approval?.status === "pending" && approval.expiresAt !== undefined
            ? html`<scoria-countdown
                slot="beside"
                announced
                .until=${approval.expiresAt}
                @scoria-time-over=${() => void this.#item.refresh()}
              ></scoria-countdown>`
            : nothing
        }
        ${renderLiveness(this.#item.state)}
      </scoria-page-header>
      ${renderResource(this.#item, { ready: (item) => this.#renderApproval(item), absent: text.absent })}`;
  }

  #renderApproval(item: ApprovalPageItem): TemplateResult {
    const { requestedBy, requestedAt, reason, status } = item.approval;
    const { view } = this.mount.operator;
    const isPending = status === "pending";
    return html`<p class="ask">
        <span class="soft">${visibleText(isPending ? text.asks(requestedBy) : text.asked(requestedBy))}</span>
        <span class="why">${visibleText(reason ?? texts.approvals.noReason)}</span>
        <scoria-time stops class="faint" .at=${requestedAt}></scoria-time>
      </p>
      ${
        this.surprise === undefined
          ? nothing
          : renderSurprise(this.surprise, item.approval, () => (this.surprise = undefined))
      }
      <div class="parts ${isPending ? "is-pending" : ""}">
        ${renderEffect(item.approval)}
        <div class="side">
          ${renderDecision({
            item,
            actorId: view?.actorId,
            isSending: this.#isSending,
            onDecide: (decision) => void this.#decide(decision),
          })}
          ${renderFacts(item, (view?.tenants.length ?? 0) > 1)}
        </div>
        ${renderComparison(item, (to) => this.href(to))}
      </div>`;
  }

  async #decide(decision: DecisionWord): Promise<void> {
    const item = this.#item.value;
    if (item === undefined || !this.#mayDecide) return;
    const { approvalId } = item.approval;
    this.surprise = undefined;
    const outcome = await askAndDecide(this, item.approval, decision, () => {
      this.#sending.add(approvalId);
      this.requestUpdate();
    });
    if (outcome === undefined) return;
    this.mount.answers.clear();
    await this.#item.refresh();
    this.#sending.delete(approvalId);
    this.requestUpdate();
    this.#tell(outcome, item);
  }

  #tell(outcome: DecisionOutcome, shown: ApprovalPageItem): void {
    switch (outcome.kind) {
      case "recorded":
        return this.#tellRecorded(outcome.made);
      case "refused":
        return notify(this, outcome.error.message, { tone: "bad" });
      case "lost":
      case "outdated":
        // Somebody may have gone on to the next one meanwhile.
        if (shown.approval.approvalId !== this.#approvalId) return;
        this.surprise = { outcome, shown: shown.approval };
    }
  }

  #tellRecorded(detail: DecisionMade): void {
    notify(this, text.recorded[detail.decision]);
    this.dispatchEvent(new CustomEvent("scoria-decision", { detail, bubbles: true, composed: true }));
  }
}

define("scoria-approval-page", ApprovalPage);
