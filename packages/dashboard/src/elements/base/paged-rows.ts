import {
  cursorsOf,
  rowsMore,
  rowsToRefresh,
  withPage,
  type GrowingList,
  type ListPage,
  type RowOrder,
} from "./growing-list.ts";
import { notify } from "../parts/notify.ts";
import { asWireError } from "./resource-state.ts";
import { Resource } from "./resource.ts";
import type { ScoriaElement } from "./scoria-element.ts";

/** Where in a list to read, and how much. */
export interface PageAsked {
  readonly limit: number;
  readonly cursor?: string;
}

export interface PagedRowsOptions<Row> extends RowOrder<Row> {
  /** Says which list is read; when it changes, that is read. `undefined`: none is. */
  readonly key: () => string | undefined;
  readonly read: (page: PageAsked, signal?: AbortSignal) => Promise<ListPage<Row>>;
  readonly pollMs: number;
  /** Which rows are looked at: from `first` to before `last`. Default: all of them. */
  readonly near?: () => { readonly first: number; readonly last: number };
}

/**
 * A list that grows at its end by a page when it is asked to. Each time that it is read anew, its top is and the rows that are
 * looked at, with two requests at most: those that are in two pages, or in more, in turns.
 */
export class PagedRows<Row> {
  readonly resource: Resource<GrowingList<Row>>;
  readonly #host: ScoriaElement;
  readonly #options: PagedRowsOptions<Row>;
  #isLoadingMore = false;
  #turn = 0;
  /** For which list a page more could not be read. */
  #failedFor: string | undefined;

  constructor(host: ScoriaElement, options: PagedRowsOptions<Row>) {
    this.#host = host;
    this.#options = options;
    this.resource = new Resource<GrowingList<Row>>(host, {
      key: options.key,
      read: async (signal) => {
        const cursor = this.#cursorInTurn();
        const [top, again] = await Promise.all([
          options.read({ limit: rowsToRefresh(this.#shown) }, signal),
          cursor === undefined ? undefined : options.read({ limit: rowsMore, cursor }, signal),
        ]);
        // What is shown is asked for now and not before: a page more may have come meanwhile.
        const shown = this.#shown;
        return withPage(again === undefined ? shown : withPage(shown, cursor, again, options), undefined, top, options);
      },
      pollMs: options.pollMs,
      keepsOutdated: true,
    });
  }

  get rows(): readonly Row[] {
    return this.resource.value?.rows ?? [];
  }

  /** Whether rows answer the question before, until those of the present one come. */
  get isOutdated(): boolean {
    return this.resource.state.kind === "ready" && this.resource.state.isOutdated;
  }

  get isLoadingMore(): boolean {
    return this.#isLoadingMore;
  }

  /** Reads the next page for who comes near the end; once that failed, only for who asks for it. */
  loadAhead(): void {
    if (this.#failedFor !== this.#options.key()) void this.loadMore();
  }

  /** Reads the next page; what went wrong is said. */
  async loadMore(): Promise<void> {
    const key = this.#options.key();
    const cursor = this.#shown?.nextCursor ?? null;
    if (cursor === null || this.#isLoadingMore) return;
    this.#isLoadingMore = true;
    this.#host.requestUpdate();
    try {
      const next = await this.#options.read({ limit: rowsMore, cursor });
      this.#failedFor = undefined;
      const shown = this.#shown;
      if (shown !== undefined && key === this.#options.key()) {
        this.resource.replace(withPage(shown, cursor, next, this.#options));
      }
    } catch (error) {
      this.#failedFor = key;
      notify(this.#host, asWireError(error).message, { tone: "bad" });
    } finally {
      this.#isLoadingMore = false;
      this.#host.requestUpdate();
    }
  }

  #cursorInTurn(): string | undefined {
    const shown = this.#shown;
    if (shown === undefined) return undefined;
    const { first, last } = this.#options.near?.() ?? { first: 0, last: shown.rows.length };
    const cursors = cursorsOf(shown, first, last);
    this.#turn += 1;
    return cursors[this.#turn % Math.max(1, cursors.length)];
  }

  get #shown(): GrowingList<Row> | undefined {
    return this.isOutdated ? undefined : this.resource.value;
  }
}
