import { css, html, nothing, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from "lit";
import type { HandlerForm, HandlerListView } from "../../../wire/index.ts";
import { define } from "../../base/define.ts";
import { Page } from "../../base/page.ts";
import { Resource } from "../../base/resource.ts";
import { withQuery } from "../../base/router.ts";
import type { Shortcut } from "../../base/shortcuts.ts";
import { codeSample, codeSampleStyles } from "../../parts/code-sample.ts";
import { listKeys } from "../../parts/list-keys.ts";
import { renderResource } from "../../parts/render-resource.ts";
import { visibleText, visibleTextStyles } from "../../parts/visible-text.ts";
import { texts } from "../../texts/texts.ts";
import { cardStyles } from "../../theme/card-styles.ts";
import { controlStyles } from "../../theme/control-styles.ts";
import { foundationStyles } from "../../theme/foundation-styles.ts";
import { StartDraft } from "./start-draft.ts";
import "../../parts/page-header.ts";
import "./start-form.ts";

const text = texts.start;

/** From so many kinds on they can be searched. */
const searchFrom = 9;

/** A form for each handler that has an input schema, and the run that came of it. */
export class StartPage extends Page {
  static override readonly properties: PropertyDeclarations = { search: { state: true } };

  static override readonly styles: CSSResultGroup = [
    foundationStyles,
    controlStyles,
    cardStyles,
    visibleTextStyles,
    codeSampleStyles,
    css`
      .parts {
        display: grid;
        grid-template-columns: minmax(180px, 240px) minmax(0, 1fr);
        gap: var(--_gap);
        align-items: start;
      }
      .kinds {
        padding: 6px;
      }
      .kinds input {
        width: 100%;
        margin-block-end: 6px;
      }
      .kinds a {
        display: block;
        padding: 6px 10px;
        border-radius: var(--_radius);
        overflow-wrap: anywhere;
      }
      .kinds a:hover {
        background: var(--_hover);
        text-decoration: none;
      }
      .kinds a[aria-current] {
        background: var(--_accent-ground);
        font-weight: 600;
      }
      @container (max-width: 696px) {
        .parts {
          grid-template-columns: minmax(0, 1fr);
        }
        .kinds ul {
          display: flex;
          flex-wrap: wrap;
          gap: 2px;
        }
      }
    `,
  ];

  declare protected search: string;

  /** What was typed, by kind: looking at another kind loses nothing. */
  readonly #drafts = new Map<string, StartDraft>();

  readonly #handlers: Resource<HandlerListView> = new Resource<HandlerListView>(this, {
    key: () => "listHandlers",
    read: (signal) => this.mount.client.call("listHandlers", { signal }),
  });

  constructor() {
    super();
    this.search = "";
  }

  protected override shortcuts(): readonly Shortcut[] {
    return listKeys(this);
  }

  protected override render(): TemplateResult {
    return html`<scoria-page-header .heading=${texts.titles.start}></scoria-page-header>
      ${renderResource(this.#handlers, { ready: ({ handlers }) => this.#renderHandlers(handlers) })}`;
  }

  #renderHandlers(handlers: readonly HandlerForm[]): TemplateResult {
    const [first] = handlers;
    if (first === undefined) {
      return html`<scoria-state kind="empty" .heading=${text.none} .detail=${text.noneDetail}>
        ${codeSample(text.noneCode, text.none)}
      </scoria-state>`;
    }
    const wanted = this.mount.router.place.query.get("kind") ?? first.kind;
    const chosen = handlers.find(({ kind }) => kind === wanted);
    return html`<div class="parts">
      ${this.#renderKinds(handlers, wanted)}
      ${
        chosen === undefined
          ? html`<scoria-state kind="absent" .detail=${text.kindGone(wanted)}></scoria-state>`
          : html`<scoria-start-form .draft=${this.#draftOf(chosen)}></scoria-start-form>`
      }
    </div>`;
  }

  #renderKinds(handlers: readonly HandlerForm[], wanted: string): TemplateResult {
    const isLong = handlers.length >= searchFrom;
    const shown = handlers.filter(({ kind }) => kind.toLowerCase().includes(this.search.toLowerCase()));
    return html`<nav class="card kinds" aria-label=${text.kinds}>
      ${
        isLong
          ? html`<input
              type="search"
              aria-label=${text.find}
              placeholder=${text.find}
              .value=${this.search}
              @input=${(event: Event) => (this.search = (event.target as HTMLInputElement).value)}
            />`
          : nothing
      }
      ${shown.length === 0 ? html`<p class="soft">${text.noKind}</p>` : nothing}
      <ul>
        ${shown.map(
          ({ kind }) =>
            html`<li>
              <a class="stop" href=${this.href(this.#pathOf(kind))} aria-current=${kind === wanted ? "true" : nothing}
                >${visibleText(kind)}</a
              >
            </li>`,
        )}
      </ul>
    </nav>`;
  }

  #pathOf(kind: string): string {
    const query = new URLSearchParams(this.mount.router.place.query);
    query.set("kind", kind);
    return withQuery("/start", query);
  }

  /** A session may be given in the address: whoever comes from its page starts its next turn. */
  #draftOf(handler: HandlerForm): StartDraft {
    const known = this.#drafts.get(handler.kind);
    if (known !== undefined) return known;
    const draft = new StartDraft(handler);
    draft.sessionId = this.mount.router.place.query.get("sessionId") ?? "";
    this.#drafts.set(handler.kind, draft);
    return draft;
  }
}

define("scoria-start-page", StartPage);
