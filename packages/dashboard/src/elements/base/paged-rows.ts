import { rowsMore, rowsToRefresh, withNextRows, withOlderRows, type ListPage, type RowOrder } from "./growing-list.ts";
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
}

/** A list that is kept up to date from its top, and grows at its end by a page when it is asked to. */
export class PagedRows<Row> {
  readonly resource: Resource<ListPage<Row>>;
  readonly #host: ScoriaElement;
  readonly #options: PagedRowsOptions<Row>;
  #isLoadingMore = false;
  /** For which list a page more could not be read. */
  #failedFor: string | undefined;

  constructor(host: ScoriaElement, options: PagedRowsOptions<Row>) {
    this.#host = host;
    this.#options = options;
    this.resource = new Resource<ListPage<Row>>(host, {
      key: options.key,
      read: async (signal) => {
        const fresh = await options.read({ limit: rowsToRefresh(this.#shown) }, signal);
        // What is shown is asked for now and not before: a page more may have come meanwhile.
        return withOlderRows(fresh, this.#shown, options);
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
        this.resource.replace(withNextRows(shown, next, this.#options));
      }
    } catch (error) {
      this.#failedFor = key;
      notify(this.#host, asWireError(error).message, { tone: "bad" });
    } finally {
      this.#isLoadingMore = false;
      this.#host.requestUpdate();
    }
  }

  get #shown(): ListPage<Row> | undefined {
    return this.isOutdated ? undefined : this.resource.value;
  }
}
