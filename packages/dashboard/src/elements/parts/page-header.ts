import { css, html, nothing, type CSSResultGroup, type PropertyDeclarations } from "lit";
import { define } from "../base/define.ts";
import { ScoriaElement } from "../base/scoria-element.ts";
import { texts } from "../texts/texts.ts";
import { foundationStyles } from "../theme/foundation-styles.ts";
import { icon } from "./icons.ts";
import { visibleText, visibleTextStyles } from "./visible-text.ts";

/** A page above in the tree of pages. */
export interface Crumb {
  readonly text: string;
  /** Its path below the base. */
  readonly to: string;
}

/**
 * The head of a page: its only `h1` (an `h2` in a page of the host), the pages above it, and slots: `beside` the title, `actions` at the end of the line, and
 * what stands below it.
 */
export class PageHeader extends ScoriaElement {
  static override readonly properties: PropertyDeclarations = {
    heading: { type: String },
    crumbs: { attribute: false },
  };

  static override readonly styles: CSSResultGroup = [
    foundationStyles,
    visibleTextStyles,
    css`
      :host {
        margin-block-end: var(--_gap);
      }
      .line {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 12px;
        min-height: 32px;
      }
      h1,
      h2 {
        font-size: var(--_text-title);
        font-weight: 600;
        letter-spacing: -0.01em;
        line-height: 1.3;
        overflow-wrap: anywhere;
      }
      h1:focus,
      h2:focus {
        outline: none;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px;
        margin-inline-start: auto;
      }
      .crumbs {
        display: flex;
        align-items: center;
        gap: 4px;
        color: var(--_ink-faint);
        font-size: var(--_text-small);
      }
      .crumbs li {
        display: flex;
        align-items: center;
        gap: 4px;
      }
      .crumbs .icon {
        width: 12px;
        height: 12px;
      }
    `,
  ];

  declare heading: string;
  declare crumbs: readonly Crumb[] | undefined;

  /** Where reading begins after a change of page. */
  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("#heading")?.focus({ preventScroll: true });
  }

  protected override render(): unknown {
    return html`<header part="page-header">
      ${
        this.crumbs === undefined
          ? nothing
          : html`<nav aria-label=${texts.shell.crumbs}>
              <ol class="crumbs">
                ${this.crumbs.map(({ text, to }) => html`<li><a href=${this.href(to)}>${text}</a>${icon("chevron")}</li>`)}
              </ol>
            </nav>`
      }
      <div class="line">
        ${
          this.mount.isWhole
            ? html`<h1 id="heading" tabindex="-1">${visibleText(this.heading)}</h1>`
            : html`<h2 id="heading" tabindex="-1">${visibleText(this.heading)}</h2>`
        }
        <slot name="beside"></slot>
        <div class="actions"><slot name="actions"></slot></div>
      </div>
      <slot></slot>
    </header>`;
  }
}

define("scoria-page-header", PageHeader);
