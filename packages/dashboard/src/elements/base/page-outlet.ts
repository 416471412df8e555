import { html, type ReactiveController, type ReactiveControllerHost } from "lit";
import type { OperatorView } from "../../wire/index.ts";
import { texts } from "../texts/texts.ts";
import type { Page, PageParams } from "./page.ts";
import "../parts/state-message.ts";

/** A page that is loaded when it is first shown. */
export interface LazyPage {
  /** The element that `load` registers. */
  readonly tag: string;
  readonly load: () => Promise<unknown>;
}

/**
 * Shows one page at a time, loading what draws it on demand. The same page with other params keeps its element. One that cannot
 * draw what it has, such as an answer of a later version, is taken out and the fault is said: an empty page says nothing.
 */
export class PageOutlet implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #wanted: LazyPage | undefined;
  #operator: OperatorView | undefined;
  #page: Page | undefined;
  #failure: string | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {}

  /** The page that is shown, once it is loaded. */
  get page(): Page | undefined {
    return this.#page;
  }

  /** `operator`: who sees it. For somebody else it is another page, which knows nothing of what was shown. */
  render(wanted: LazyPage, params: PageParams, operator: OperatorView | undefined): unknown {
    if (wanted !== this.#wanted || operator !== this.#operator) {
      this.#wanted = wanted;
      this.#operator = operator;
      this.#page = undefined;
      void this.#load(wanted, operator);
    }
    if (this.#page !== undefined) {
      if (!isSame(this.#page.params, params)) this.#page.params = params;
      return this.#page;
    }
    return this.#failure === undefined
      ? html`<scoria-state kind="loading"></scoria-state>`
      : html`<scoria-state kind="failed" .detail=${this.#failure} .onRetry=${() => location.reload()}></scoria-state>`;
  }

  async #load(wanted: LazyPage, operator: OperatorView | undefined): Promise<void> {
    this.#failure = undefined;
    try {
      await wanted.load();
      if (wanted !== this.#wanted || operator !== this.#operator) return;
      const page = document.createElement(wanted.tag) as Page;
      // A part in a page of the host shows its list to the styles of that page.
      page.setAttribute("exportparts", "table");
      page.onFault = () => this.#fail(page);
      this.#page = page;
    } catch {
      // After a deployment the scripts of the version before may be gone.
      this.#failure = texts.states.scriptsMissing;
    }
    this.#host.requestUpdate();
  }

  #fail(page: Page): void {
    if (page !== this.#page) return;
    this.#page = undefined;
    this.#failure = texts.states.notDrawn;
    this.#host.requestUpdate();
  }
}

function isSame(one: PageParams, other: PageParams): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
