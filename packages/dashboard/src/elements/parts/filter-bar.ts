import { css, html, nothing, type CSSResultGroup, type PropertyDeclarations } from "lit";
import { define } from "../base/define.ts";
import { ScoriaElement } from "../base/scoria-element.ts";
import type { Shortcut } from "../base/shortcuts.ts";
import { texts } from "../texts/texts.ts";
import { controlStyles } from "../theme/control-styles.ts";
import { foundationStyles } from "../theme/foundation-styles.ts";
import { icon } from "./icons.ts";

/** One thing to narrow by; its name is that in the address. */
export type Filter =
  | { readonly kind: "search"; readonly name: string; readonly label: string; readonly hint?: string }
  | { readonly kind: "text"; readonly name: string; readonly label: string }
  | {
      readonly kind: "choice";
      readonly name: string;
      readonly label: string;
      readonly choices: readonly { readonly value: string; readonly text: string }[];
    };

/**
 * What a list is narrowed by. The values are those of the address and nowhere else: back, forward and a copied link bring them
 * along. A text is taken when Enter is pressed or the field is left.
 */
export class FilterBar extends ScoriaElement {
  static override readonly properties: PropertyDeclarations = {
    filters: { attribute: false },
    keeps: { attribute: false },
    isUnfolded: { state: true },
  };

  static override readonly styles: CSSResultGroup = [
    foundationStyles,
    controlStyles,
    css`
      form {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px;
      }
      .search {
        position: relative;
        flex: 1 1 220px;
        max-width: 340px;
      }
      .search input {
        width: 100%;
        padding-inline-start: 30px;
      }
      .search .icon {
        position: absolute;
        inset-block-start: 50%;
        inset-inline-start: 9px;
        translate: 0 -50%;
        color: var(--_ink-faint);
        pointer-events: none;
      }
      input.text {
        flex: 0 1 12ch;
        min-width: 9ch;
      }
      .is-set {
        border-color: var(--_accent) !important;
        background: var(--_accent-ground) !important;
      }
      button.unfold {
        display: none;
      }
      @container (max-width: 696px) {
        .search {
          max-width: none;
        }
        input.text,
        select {
          flex: 1 1 40%;
          min-width: 0;
        }
        button.unfold {
          display: inline-flex;
        }
        form:not(.is-unfolded) :is(input.text, select):not(.is-set) {
          display: none;
        }
      }
    `,
  ];

  declare filters: readonly Filter[];
  /** Names in the address that are no filters, and that clearing leaves as they are. Default: none. */
  declare keeps: readonly string[];
  /** On a small screen: whether all of them are shown, and not only those that are set. */
  declare protected isUnfolded: boolean;

  constructor() {
    super();
    this.keeps = [];
    this.isUnfolded = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.untilDisconnected(this.mount.router.subscribe(() => this.requestUpdate()));
  }

  protected override shortcuts(): readonly Shortcut[] {
    const run = (): void => this.renderRoot.querySelector<HTMLInputElement>(".search input")?.select();
    return [{ keys: "/", text: texts.shortcuts.search, group: "list", run }];
  }

  protected override render(): unknown {
    const { query } = this.mount.router.place;
    const isNarrowed = [...query.keys()].some((name) => !this.keeps.includes(name));
    const [search, ...others] = this.filters;
    const render = (filter: Filter): unknown => this.#renderFilter(filter, query.get(filter.name) ?? "");
    return html`<form
      class=${this.isUnfolded ? "is-unfolded" : ""}
      role="search"
      part="filters"
      @submit=${(event: Event) => event.preventDefault()}
    >
      ${search === undefined ? nothing : render(search)} ${others.length === 0 ? nothing : this.#renderUnfold()}
      ${others.map(render)}
      <slot></slot>
      ${
        isNarrowed
          ? html`<button type="button" class="bare" @click=${() => this.#clear()}>
              ${icon("close")} ${texts.filters.clear}
            </button>`
          : nothing
      }
    </form>`;
  }

  #renderUnfold(): unknown {
    return html`<button
      type="button"
      class="unfold"
      aria-expanded=${this.isUnfolded}
      @click=${() => (this.isUnfolded = !this.isUnfolded)}
    >
      ${icon("filter")} ${texts.filters.unfold}
    </button>`;
  }

  #renderFilter(filter: Filter, value: string): unknown {
    const take = (event: Event): void => this.#take(filter.name, (event.target as HTMLInputElement).value.trim());
    const set = value === "" ? "" : "is-set";
    if (filter.kind === "choice") {
      return html`<select class=${set} aria-label=${filter.label} .value=${value} @change=${take}>
        <option value="" ?selected=${value === ""}>${texts.filters.any(filter.label)}</option>
        ${filter.choices.map(
          (choice) => html`<option value=${choice.value} ?selected=${choice.value === value}>${choice.text}</option>`,
        )}
      </select>`;
    }
    if (filter.kind === "text") {
      return html`<input
        class="text ${set}"
        type="text"
        spellcheck="false"
        aria-label=${filter.label}
        placeholder=${filter.label}
        .value=${value}
        @change=${take}
        @keydown=${leaveOnEscape}
      />`;
    }
    return html`<div class="search">
      ${icon("search")}
      <input
        class=${set}
        type="search"
        spellcheck="false"
        aria-label=${filter.label}
        placeholder=${filter.hint ?? filter.label}
        .value=${value}
        @change=${take}
        @keydown=${leaveOnEscape}
      />
    </div>`;
  }

  #clear(): void {
    const kept = [...this.mount.router.place.query].filter(([name]) => this.keeps.includes(name));
    this.mount.router.narrow(Object.fromEntries(kept));
  }

  #take(name: string, value: string): void {
    const { query } = this.mount.router.place;
    this.mount.router.narrow({ ...Object.fromEntries(query), [name]: value === "" ? undefined : value });
  }
}

/** Back to the keys of the page. */
function leaveOnEscape(event: KeyboardEvent): void {
  if (event.key === "Escape") (event.target as HTMLElement).blur();
}

define("scoria-filter-bar", FilterBar);
