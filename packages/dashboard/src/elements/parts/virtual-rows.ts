import type { ReactiveController } from "lit";
import type { ScoriaElement } from "../base/scoria-element.ts";

export interface VirtualRowsOptions {
  /** The keys of all rows, from top to bottom. */
  readonly keys: () => readonly string[];
  /** Selects what scrolls, in the host's own page. Each row in it is a `[data-key]`, and all are equally high. */
  readonly scroller: string;
}

/** From how many rows on only those near to what is seen are in the page. */
const allRowsUpTo = 120;
const rowsBeyond = 15;

/**
 * Rows that scroll in a frame of their own, of which only those near to what is seen are in the page, and along which the focus
 * moves: one of them is where the Tab key comes to.
 */
export class VirtualRows implements ReactiveController {
  readonly #host: ScoriaElement;
  readonly #options: VirtualRowsOptions;
  #current: string | undefined;
  #focusWanted = false;
  #scrollWanted = false;
  #rowPx = 36;
  #first = 0;
  #last = rowsBeyond * 2;
  #watched: HTMLElement | undefined;

  constructor(host: ScoriaElement, options: VirtualRowsOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  /** Which rows are in the page: from `first` to before `last`, with room for the others above and below, in px. */
  get window(): { readonly first: number; readonly last: number; readonly above: number; readonly below: number } {
    const count = this.#options.keys().length;
    if (count <= allRowsUpTo) return { first: 0, last: count, above: 0, below: 0 };
    const last = Math.min(this.#last, count);
    const first = Math.min(this.#first, last);
    return { first, last, above: first * this.#rowPx, below: (count - last) * this.#rowPx };
  }

  /** The row that the Tab key comes to. */
  get current(): string | undefined {
    const keys = this.#options.keys();
    const { first, last } = this.window;
    const at = this.#current === undefined ? -1 : keys.indexOf(this.#current);
    return keys[at >= first && at < last ? at : first];
  }

  /** Moves the focus by so many rows. */
  move(by: number): void {
    const keys = this.#options.keys();
    const at = this.#current === undefined ? -1 : keys.indexOf(this.#current);
    const next = keys[at === -1 ? (by < 0 ? keys.length - 1 : 0) : Math.min(keys.length - 1, Math.max(0, at + by))];
    if (next !== undefined) this.focus(next);
  }

  /** Moves the focus to a row, wherever it is. */
  focus(key: string): void {
    this.point(key);
    this.#focusWanted = true;
    this.#host.requestUpdate();
  }

  /** Makes a row the one that the Tab key comes to, and brings it into the frame, without taking the focus. */
  point(key: string): void {
    this.#current = key;
    this.#scrollWanted = true;
    const at = this.#options.keys().indexOf(key);
    const { first, last } = this.window;
    if (at !== -1 && (at < first || at >= last)) this.#show(at - rowsBeyond, at + rowsBeyond * 2);
    this.#host.requestUpdate();
  }

  /** A key that moves the focus; whether it was one. */
  press(event: KeyboardEvent): boolean {
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: 10,
      PageUp: -10,
      End: Infinity,
      Home: -Infinity,
    };
    const by = steps[event.key];
    if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return false;
    event.preventDefault();
    this.move(by);
    return true;
  }

  readonly onFocus = (event: FocusEvent): void => {
    const row = (event.target as Element).closest<HTMLElement>("[data-key]");
    if (row?.dataset["key"] !== undefined) this.#current = row.dataset["key"];
  };

  hostUpdated(): void {
    const scroller = this.#host.renderRoot.querySelector<HTMLElement>(this.#options.scroller) ?? undefined;
    if (scroller !== this.#watched) {
      this.#watched?.removeEventListener("scroll", this.#onScroll);
      scroller?.addEventListener("scroll", this.#onScroll, { passive: true });
      this.#watched = scroller;
    }
    this.#scrollWanted &&= this.#options.keys().includes(this.#current ?? "");
    const row = this.#scrollWanted ? this.#rowOf(this.#current) : undefined;
    if (row === undefined || scroller === undefined) return this.#onScroll();
    this.#scrollWanted = false;
    const isAbove = row.offsetTop - row.offsetHeight < scroller.scrollTop;
    const isBelow = row.offsetTop + row.offsetHeight > scroller.scrollTop + scroller.clientHeight;
    if (!this.#focusWanted) {
      if (isAbove || isBelow) scroller.scrollTop = row.offsetTop - scroller.clientHeight / 2;
      return;
    }
    this.#focusWanted = false;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  #rowOf(key: string | undefined): HTMLElement | undefined {
    if (key === undefined) return undefined;
    return this.#watched?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`) ?? undefined;
  }

  readonly #onScroll = (): void => {
    const scroller = this.#watched;
    if (scroller === undefined || this.#options.keys().length <= allRowsUpTo) return;
    const px = scroller.querySelector("[data-key]")?.getBoundingClientRect().height;
    if (px !== undefined && px > 0) this.#rowPx = px;
    const first = Math.floor(scroller.scrollTop / this.#rowPx) - rowsBeyond;
    const last = Math.ceil((scroller.scrollTop + scroller.clientHeight) / this.#rowPx) + rowsBeyond;
    if (!this.#scrollWanted && this.#show(first, last)) this.#host.requestUpdate();
  };

  /** Moves what is in the page, by steps, so that a little scrolling draws nothing anew. */
  #show(from: number, to: number): boolean {
    const first = Math.max(0, Math.floor(from / 10) * 10);
    const last = Math.max(first + rowsBeyond, Math.ceil(to / 10) * 10);
    if (first === this.#first && last === this.#last) return false;
    this.#first = first;
    this.#last = last;
    return true;
  }
}
