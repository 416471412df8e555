import type { ReactiveController } from "lit";
import type { ScoriaElement } from "./scoria-element.ts";
import { texts } from "../texts/texts.ts";
import { asWireError, kindOf, type ResourceState } from "./resource-state.ts";

export interface ResourceOptions<T> {
  /** Says what is read; when it changes, that is read. `undefined`: nothing is read. */
  readonly key: () => string | undefined;
  readonly read: (signal: AbortSignal) => Promise<T>;
  /** How long after an answer it is asked for again, while the page is seen. Default: never. */
  readonly pollMs?: number;
  /** Whether the answer to the question before stays until the new one comes, marked outdated. Default: false. */
  readonly keepsOutdated?: boolean;
}

const longestRetryMs = 60_000;
/** An answer that takes longer does not come: a database that hangs, a network that is gone. */
const longestReadMs = 20_000;

/**
 * Reads something for an element, and reads it again: when its key changes, when it has been seen for `pollMs`, and when it was
 * asked to. An answer that was had before is shown at once while it is read anew. When a read fails, what was had stays and
 * says since when it is stale; when nothing was had, the state says what is wrong. A page that nobody sees asks for nothing, and
 * reads again once it is seen what it would have read meanwhile, or could not.
 */
export class Resource<T> implements ReactiveController {
  readonly #host: ScoriaElement;
  readonly #options: ResourceOptions<T>;
  #state: ResourceState<T> = { kind: "loading" };
  #key: string | undefined;
  #reading: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #readsOnceMore = false;

  constructor(host: ScoriaElement, options: ResourceOptions<T>) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  get state(): ResourceState<T> {
    return this.#state;
  }

  /** What is known, however old. */
  get value(): T | undefined {
    return this.#state.kind === "ready" ? this.#state.value : undefined;
  }

  /** Reads it now: what is being read already no longer counts. */
  async refresh(): Promise<void> {
    if (this.#key === undefined) return;
    clearTimeout(this.#timer);
    this.#readsOnceMore = false;
    this.#reading?.abort();
    const reading = new AbortController();
    this.#reading = reading;
    const key = this.#key;
    try {
      const value = await inTime(this.#options.read, reading.signal);
      if (reading.signal.aborted) return;
      this.#failures = 0;
      this.#take(value, key);
      this.#wait(this.#options.pollMs);
    } catch (error) {
      if (reading.signal.aborted) return;
      this.#fail(error);
    } finally {
      if (this.#reading === reading) {
        this.#reading = undefined;
        if (this.#readsOnceMore) void this.refresh();
      }
      this.#host.requestUpdate();
    }
  }

  /**
   * Reads it because something has changed: now, or once more when it is being read already. However often that is, each
   * answer is shown.
   */
  keepUp(): void {
    if (this.#reading === undefined) void this.refresh();
    else this.#readsOnceMore = true;
  }

  /** Tries again from the beginning, for a button. */
  retry(): void {
    if (this.#state.kind !== "ready") this.#state = { kind: "loading" };
    this.#host.requestUpdate();
    void this.refresh();
  }

  /** Puts a newer value in place of what is known, such as the answer of an effect or one more page. */
  replace(value: T): void {
    if (this.#key !== undefined) this.#take(value, this.#key);
    this.#host.requestUpdate();
  }

  hostConnected(): void {
    document.addEventListener("visibilitychange", this.#onVisibility);
    if (this.#key !== undefined) void this.refresh();
  }

  hostDisconnected(): void {
    document.removeEventListener("visibilitychange", this.#onVisibility);
    this.#readsOnceMore = false;
    this.#reading?.abort();
    clearTimeout(this.#timer);
  }

  hostUpdate(): void {
    const key = this.#options.key();
    if (key === this.#key) return;
    this.#key = key;
    this.#failures = 0;
    const had = key === undefined ? undefined : this.#host.mount.answers.get(key);
    if (had !== undefined) {
      this.#state = { kind: "ready", value: had.value as T, readAt: had.readAt, isOutdated: false };
    } else if (this.#options.keepsOutdated === true && this.#state.kind === "ready") {
      this.#state = { ...this.#state, isOutdated: true };
    } else {
      this.#state = { kind: "loading" };
    }
    void this.refresh();
  }

  #take(value: T, key: string): void {
    const readAt = new Date();
    this.#state = { kind: "ready", value, readAt, isOutdated: false };
    this.#host.mount.answers.set(key, { value, readAt });
  }

  #fail(thrown: unknown): void {
    const error = asWireError(thrown);
    const kind = kindOf(error);
    // Whoever may not see this may be somebody else by now, or may do less than before.
    if (kind === "forbidden") void this.#host.mount.operator.check();
    if (kind === "failed" && this.#state.kind === "ready" && !this.#state.isOutdated) {
      this.#state = { ...this.#state, staleBecause: error };
      this.#failures += 1;
      this.#wait(Math.min(longestRetryMs, (this.#options.pollMs ?? 5_000) * 2 ** this.#failures));
    } else {
      this.#state = { kind, error };
    }
  }

  #wait(ms: number | undefined): void {
    clearTimeout(this.#timer);
    if (ms !== undefined && !document.hidden) this.#timer = setTimeout(() => void this.refresh(), ms);
  }

  readonly #onVisibility = (): void => {
    if (document.hidden) return clearTimeout(this.#timer);
    const isSound = this.#state.kind === "ready" && this.#state.staleBecause === undefined;
    if (this.#options.pollMs !== undefined || !isSound) this.keepUp();
  };
}

/** What `read` answers, unless it takes longer than an answer may. */
async function inTime<T>(read: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new Error(texts.states.noAnswer(longestReadMs / 1_000))), longestReadMs);
  try {
    return await read(AbortSignal.any([signal, late.signal]));
  } finally {
    clearTimeout(timer);
  }
}
