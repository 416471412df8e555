import type { ReactiveController } from "lit";
import { followRun, type EntryView, type Liveness, type RunView, type WireError } from "../../wire/index.ts";
import { parseExactly } from "./exact-json.ts";
import { asWireError } from "./resource-state.ts";
import { Resource } from "./resource.ts";
import type { ScoriaElement } from "./scoria-element.ts";

/** How fresh a run is that is followed; `ended` when nothing more comes, `stopped` when the server refused to go on. */
export interface RunLiveness {
  readonly kind: Liveness | "connecting" | "ended" | "stopped";
  readonly since: Date;
  readonly error?: WireError;
}

/** However many entries come, the run is read again at most this often. */
const readEveryMs = 1_000;

/**
 * A run as it stands, kept up with while it runs: its journal is followed from where it was read, and entries that come have it
 * read again, soon and not often. The entries that came are told to who wants them.
 */
export class LiveRun implements ReactiveController {
  readonly run: Resource<RunView>;
  readonly #host: ScoriaElement;
  readonly #runId: () => string;
  readonly #onEntry: (entry: EntryView, runId: string) => void;
  #following: AbortController | undefined;
  #followed: string | undefined;
  #liveness: RunLiveness = { kind: "connecting", since: new Date() };
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ScoriaElement, runId: () => string, onEntry: (entry: EntryView, runId: string) => void = () => {}) {
    this.#host = host;
    this.#runId = runId;
    this.#onEntry = onEntry;
    host.addController(this);
    this.run = new Resource(host, {
      key: () => `getRun ${runId()}`,
      read: (signal) => host.mount.client.call("getRun", { params: { runId: runId() }, signal }),
    });
  }

  get liveness(): RunLiveness {
    return this.#liveness;
  }

  /** Follows again what has ended or was stopped: for after a retry. */
  followAgain(): void {
    this.#followed = undefined;
    void this.run.refresh();
  }

  hostDisconnected(): void {
    this.#following?.abort();
    this.#followed = undefined;
    clearTimeout(this.#timer);
  }

  hostUpdated(): void {
    // An element that has left the page may be drawn once more. Nobody would end what it began then.
    if (!this.#host.isConnected) return;
    const { value } = this.run;
    if (value === undefined || value.runId !== this.#runId() || value.runId === this.#followed) return;
    this.#followed = value.runId;
    void this.#follow(value.runId, value.lastSeq);
  }

  async #follow(runId: string, after: number): Promise<void> {
    this.#following?.abort();
    const { signal } = (this.#following = new AbortController());
    this.#say({ kind: "connecting", since: new Date() });
    try {
      const entries = followRun({
        client: this.#host.mount.client,
        runId,
        after,
        signal,
        parse: parseExactly,
        onLiveness: (kind, since) => this.#say({ kind, since }),
      });
      for await (const entry of entries) {
        this.#onEntry(entry, runId);
        this.#timer ??= setTimeout(this.#read, readEveryMs);
      }
      if (signal.aborted) return;
      this.#read();
      this.#say({ kind: "ended", since: new Date() });
    } catch (error) {
      if (!signal.aborted) this.#say({ kind: "stopped", since: new Date(), error: asWireError(error) });
    }
  }

  readonly #read = (): void => {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    void this.run.refresh();
  };

  #say(liveness: RunLiveness): void {
    this.#liveness = liveness;
    this.#host.requestUpdate();
  }
}
