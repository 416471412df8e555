import { html, type ReactiveController, type ReactiveControllerHost } from "lit";
import { texts } from "../texts/texts.ts";
import type { Page, PageParams } from "./page.ts";
import "../parts/state-message.ts";

/** A page that is loaded when it is first shown. */
export interface LazyPage {
  /** The element that `load` registers. */
  readonly tag: string;
  readonly load: () => Promise<unknown>;
}

/** Shows one page at a time, loading what draws it on demand. The same page with other params keeps its element. */
export class PageOutlet implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #wanted: LazyPage | undefined;
  #page: Page | undefined;
  #isFailed = false;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {}

  /** The page that is shown, once it is loaded. */
  get page(): Page | undefined {
    return this.#page;
  }

  render(wanted: LazyPage, params: PageParams): unknown {
    if (wanted !== this.#wanted) {
      this.#wanted = wanted;
      this.#page = undefined;
      void this.#load(wanted);
    }
    if (this.#page !== undefined) {
      if (!isSame(this.#page.params, params)) this.#page.params = params;
      return this.#page;
    }
    return this.#isFailed
      ? html`<scoria-state
          kind="failed"
          .detail=${texts.states.scriptsMissing}
          .onRetry=${() => location.reload()}
        ></scoria-state>`
      : html`<scoria-state kind="loading"></scoria-state>`;
  }

  async #load(wanted: LazyPage): Promise<void> {
    this.#isFailed = false;
    try {
      await wanted.load();
      if (wanted !== this.#wanted) return;
      this.#page = document.createElement(wanted.tag) as Page;
      // A part in a page of the host shows its list to the styles of that page.
      this.#page.setAttribute("exportparts", "table");
    } catch {
      // After a deployment the scripts of the version before may be gone.
      this.#isFailed = true;
    }
    this.#host.requestUpdate();
  }
}

function isSame(one: PageParams, other: PageParams): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
