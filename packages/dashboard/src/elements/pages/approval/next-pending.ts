import { css, html, nothing, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from "lit";
import type { ApprovalPageView, ApprovalView } from "../../../wire/index.ts";
import { define } from "../../base/define.ts";
import { Resource } from "../../base/resource.ts";
import { ScoriaElement } from "../../base/scoria-element.ts";
import type { Shortcut } from "../../base/shortcuts.ts";
import { visibleText, visibleTextStyles } from "../../parts/visible-text.ts";
import { texts } from "../../texts/texts.ts";
import { foundationStyles } from "../../theme/foundation-styles.ts";
import { approvalsAtOnce, approvalsPlaceOf, readApprovals } from "../approvals/approvals-query.ts";
import "../../parts/countdown.ts";

const text = texts.approvals.one;

/** Which approval is to be looked at next: of those that are pending, the one with the nearest deadline. */
export class NextPending extends ScoriaElement {
  static override readonly properties: PropertyDeclarations = { shownId: { type: String } };

  static override readonly styles: CSSResultGroup = [
    foundationStyles,
    visibleTextStyles,
    css`
      .next {
        display: flex;
        flex-wrap: wrap;
        justify-content: space-between;
        gap: 2px 12px;
        padding: 8px 12px;
        border: 1px solid var(--_line-control);
        border-radius: var(--_radius);
        background: var(--_surface);
        overflow-wrap: anywhere;
      }
      .next:hover {
        background: var(--_hover);
        text-decoration: none;
      }
      strong {
        font-weight: 600;
      }
      .all {
        text-decoration: underline;
        text-underline-offset: 2px;
      }
    `,
  ];

  /** The approval that is shown, which is none of the next. */
  declare shownId: string;

  readonly #pending: Resource<ApprovalPageView> = new Resource<ApprovalPageView>(this, {
    key: () => `next pending ${this.shownId}`,
    read: (signal) =>
      readApprovals(this.mount.client, approvalsPlaceOf(new URLSearchParams()), approvalsAtOnce, signal),
    pollMs: 10_000,
  });

  get #next(): ApprovalView | undefined {
    return this.#pending.value?.approvals.find(({ approvalId }) => approvalId !== this.shownId);
  }

  protected override shortcuts(): readonly Shortcut[] {
    const next = this.#next;
    if (next === undefined) return [];
    const run = (): void => this.mount.router.go(`/approvals/${next.approvalId}`);
    return [{ keys: "n", text: text.nextShortcut, group: "page", run }];
  }

  protected override render(): unknown {
    if (this.#pending.value === undefined) return nothing;
    const next = this.#next;
    const all = html`<a class="all" href=${this.href("/approvals")}>${text.backToList}</a>`;
    if (next === undefined) return html`<p class="soft">${text.nothingPending} ${all}</p>`;
    return renderNext(next, this.href(`/approvals/${next.approvalId}`));
  }
}

function renderNext({ tool, reason, expiresAt }: ApprovalView, href: string): TemplateResult {
  return html`<a class="next" href=${href}
    ><span
      >${text.nextPending}: <strong>${visibleText(tool)}</strong>${
        reason === undefined ? nothing : html` <span class="soft">${visibleText(reason)}</span>`
      }</span
    >${expiresAt === undefined ? nothing : html`<scoria-countdown .until=${expiresAt}></scoria-countdown>`}</a
  >`;
}

define("scoria-next-pending", NextPending);
