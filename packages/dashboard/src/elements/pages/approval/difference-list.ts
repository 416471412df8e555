import { css, html, nothing, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from "lit";
import { define } from "../../base/define.ts";
import { ScoriaElement } from "../../base/scoria-element.ts";
import { isBranch } from "../../parts/json-nodes.ts";
import { jsonLeaf } from "../../parts/json-leaf.ts";
import { jsonTreeStyles } from "../../parts/json-tree-styles.ts";
import { visibleText, visibleTextStyles } from "../../parts/visible-text.ts";
import { texts } from "../../texts/texts.ts";
import { controlStyles } from "../../theme/control-styles.ts";
import { foundationStyles } from "../../theme/foundation-styles.ts";
import { differencesOf, type Difference } from "./differences.ts";

/** So many are shown at once. */
const atOnce = 100;

const text = texts.approvals.diff;
const signs = { added: "+", removed: "−", changed: "±", hidden: "?", same: "=" } as const;

/** What differs between the arguments that were approved last and those that are asked for; what does not is folded. */
export class DifferenceList extends ScoriaElement {
  static override readonly properties: PropertyDeclarations = {
    older: { attribute: false },
    newer: { attribute: false },
    most: { state: true },
  };

  static override readonly styles: CSSResultGroup = [
    foundationStyles,
    controlStyles,
    jsonTreeStyles,
    visibleTextStyles,
    css`
      ul {
        display: grid;
        gap: 2px;
      }
      li {
        display: grid;
        grid-template-columns: 16px minmax(0, 1fr) minmax(0, 2fr);
        gap: 2px 8px;
        padding: 4px 8px;
        border-radius: var(--_radius);
        background: var(--_sunken);
      }
      .sign {
        font-weight: 700;
        text-align: center;
      }
      .added .sign,
      .changed .sign {
        color: var(--_good);
      }
      .removed .sign {
        color: var(--_bad);
      }
      .hidden .sign {
        color: var(--_warn);
      }
      .path,
      .values > * {
        overflow-wrap: anywhere;
      }
      .path {
        color: var(--_ink-soft);
      }
      .values {
        display: grid;
        gap: 2px;
      }
      del,
      ins {
        padding: 0 4px;
        border-radius: 3px;
        text-decoration: none;
      }
      del {
        background: var(--_bad-ground);
      }
      ins {
        background: var(--_good-ground);
      }
      :is(del, ins) :is(.string, .number, .word, .count) {
        color: var(--_ink);
      }
      del :is(.string, .number, .word) {
        text-decoration: line-through;
        text-decoration-color: var(--_bad);
      }
      details {
        margin-block-start: 8px;
      }
      summary {
        padding: 4px 8px;
        color: var(--_ink-soft);
        font-family: var(--_font);
        cursor: pointer;
      }
      .plain {
        font-family: var(--_font);
      }
      button {
        margin-block-start: 8px;
        font-family: var(--_font);
      }
      @container (max-width: 696px) {
        li {
          grid-template-columns: 16px minmax(0, 1fr);
        }
        .values {
          grid-column: 2;
        }
      }
    `,
  ];

  declare older: unknown;
  declare newer: unknown;
  declare protected most: number;
  readonly #whole = new Set<string>();

  constructor() {
    super();
    this.most = atOnce;
  }

  protected override render(): TemplateResult {
    const all = differencesOf(this.older, this.newer);
    const differing = all.filter(({ kind }) => kind !== "same");
    const same = all.filter(({ kind }) => kind === "same");
    return html`${
      differing.length === 0
        ? html`<p class="plain soft">${text.same}</p>`
        : html`<ul aria-label=${text.list} part="differences">
            ${differing.slice(0, this.most).map((one) => this.#renderOne(one))}
          </ul>`
    }
    ${
      differing.length > this.most
        ? html`<button type="button" @click=${() => (this.most += atOnce)}>
            ${text.more(differing.length - this.most)}
          </button>`
        : nothing
    }
    ${
      same.length === 0
        ? nothing
        : html`<details>
            <summary>${text.unchanged(same.length)}</summary>
            <ul>
              ${same.slice(0, this.most).map((one) => this.#renderOne(one))}
            </ul>
          </details>`
    }`;
  }

  #renderOne(one: Difference): TemplateResult {
    const { kind, path } = one;
    return html`<li class=${kind}>
      <span class="sign" aria-hidden="true">${signs[kind]}</span>
      <span class="path"><span class="for-reader">${text.counts[kind]}: </span>${visibleText(path)}</span>
      <span class="values">
        ${
          "before" in one && kind !== "same"
            ? html`<del
                ><span class="for-reader">${text.before} </span>${this.#value(one.before, `${path} before`)}</del
              >`
            : nothing
        }
        ${
          "now" in one
            ? kind === "same"
              ? html`<span>${this.#value(one.now, `${path} now`)}</span>`
              : html`<ins><span class="for-reader">${text.now} </span>${this.#value(one.now, `${path} now`)}</ins>`
            : nothing
        }
        ${kind === "hidden" ? html`<span class="plain faint">${text.hidden}</span>` : nothing}
      </span>
    </li>`;
  }

  #value(value: unknown, key: string): TemplateResult {
    if (isBranch(value)) return html`<span class="count">${visibleText(JSON.stringify(value))}</span>`;
    const showWhole = (): void => {
      this.#whole.add(key);
      this.requestUpdate();
    };
    return jsonLeaf(value, this.#whole.has(key), showWhole, true);
  }
}

define("scoria-differences", DifferenceList);
