import type { ReactiveController } from "lit";
import type { ScoriaElement } from "./scoria-element.ts";
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

/**
 * Reads something for an element, and reads it again: when its key changes, when it has been seen for `pollMs`, and when it was
 * asked to. An answer that was had before is shown at once while it is read anew. When a read fails, what was had stays and
 * says since when it is stale; when nothing was had, the state says what is wrong. A page that nobody sees asks for nothing.
 */
export class Resource<T> implements ReactiveController {
  readonly #host: ScoriaElement;
  readonly #options: ResourceOptions<T>;
  #state: ResourceState<T> = { kind: "loading" };
  #key: string | undefined;
  #reading: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;

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

  /** Reads it now. */
  async refresh(): Promise<void> {
    if (this.#key === undefined) return;
    clearTimeout(this.#timer);
    this.#reading?.abort();
    const reading = new AbortController();
    this.#reading = reading;
    const key = this.#key;
    try {
      const value = await this.#options.read(reading.signal);
      if (reading.signal.aborted) return;
      this.#failures = 0;
      this.#take(value, key);
      this.#wait(this.#options.pollMs);
    } catch (error) {
      if (reading.signal.aborted) return;
      this.#fail(error);
    } finally {
      if (this.#reading === reading) this.#reading = undefined;
      this.#host.requestUpdate();
    }
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
    if (document.hidden) clearTimeout(this.#timer);
    else if (this.#options.pollMs !== undefined && this.#state.kind === "ready") void this.refresh();
  };
}
