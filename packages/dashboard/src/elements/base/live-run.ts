import type { ReactiveController } from "lit";
import { followRun, type EntryView, type Liveness, type RunView, type WireError } from "../../wire/index.ts";
import { parseExactly } from "./exact-json.ts";
import { asWireError, kindOf } from "./resource-state.ts";
import { Resource } from "./resource.ts";
import type { ScoriaElement } from "./scoria-element.ts";

/**
 * How fresh a run is that is followed; `ended` when nothing more comes, `stopped` when the server refused to go on, `stale`
 * when entries may come but the run itself could not be read again.
 */
export interface RunLiveness {
  readonly kind: Liveness | "connecting" | "ended" | "stopped" | "stale";
  readonly since: Date;
  readonly error?: WireError;
}

/** However many entries come, the run is read again at most this often. */
const readEveryMs = 1_000;
/** How often a run is looked at that is not followed: somebody may have retried it. */
const lookEveryMs = 15_000;

/**
 * A run as it stands, kept up with while it runs: its journal is followed from where it was read, and entries that come have it
 * read again, soon and not often. The entries that came are told to who wants them.
 *
 * While nobody sees the page nothing is followed: a browser has six connections for all tabs of a host together.
 */
export class LiveRun implements ReactiveController {
  readonly run: Resource<RunView>;
  readonly #host: ScoriaElement;
  readonly #runId: () => string;
  readonly #onEntry: (entry: EntryView, runId: string) => void;
  #following: AbortController | undefined;
  /** The run that is followed, or was to its end. */
  #followed: string | undefined;
  /** Which entry was told last, and of which run. */
  #told: { readonly runId: string; readonly seq: number } | undefined;
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
    const { state } = this.run;
    if (state.kind === "ready" && state.staleBecause !== undefined) return { kind: "stale", since: state.readAt };
    return this.#liveness;
  }

  /** Follows again what has ended or was stopped: for after a retry. */
  followAgain(): void {
    this.#followed = undefined;
    void this.run.refresh();
  }

  hostConnected(): void {
    document.addEventListener("visibilitychange", this.#onVisibility);
  }

  hostDisconnected(): void {
    document.removeEventListener("visibilitychange", this.#onVisibility);
    this.#stop();
  }

  hostUpdated(): void {
    // An element that has left the page may be drawn once more. Nobody would end what it began then.
    if (!this.#host.isConnected || document.hidden) return;
    if (this.#followed !== undefined && this.#followed !== this.#runId()) this.#stop();
    const { state } = this.run;
    if (state.kind !== "ready" || state.value.runId !== this.#runId()) return;
    if (this.#followed === undefined || this.#goesOnAfter(state.value, state.readAt)) {
      void this.#follow(state.value.runId, state.value.lastSeq);
    } else if (this.#isOver) {
      this.#timer ??= setTimeout(this.#read, lookEveryMs);
    }
  }

  /** Nothing is followed any more, though the page is seen. */
  get #isOver(): boolean {
    return this.#liveness.kind === "ended" || this.#liveness.kind === "stopped";
  }

  /** Whether the run was read since the following came to an end, and goes on: it was retried, or may be seen again. */
  #goesOnAfter({ finishedAt }: RunView, readAt: Date): boolean {
    return this.#isOver && finishedAt === undefined && readAt > this.#liveness.since;
  }

  async #follow(runId: string, lastSeq: number): Promise<void> {
    this.#stop();
    this.#followed = runId;
    const { signal } = (this.#following = new AbortController());
    // What was followed before is taken up where it was left, so that whoever is told of entries is told of all.
    const after = this.#told?.runId === runId ? this.#told.seq : lastSeq;
    this.#told = { runId, seq: after };
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
        this.#told = { runId, seq: entry.seq };
        this.#onEntry(entry, runId);
        this.#timer ??= setTimeout(this.#read, readEveryMs);
      }
      if (signal.aborted) return;
      this.#say({ kind: "ended", since: new Date() });
      this.#read();
    } catch (error) {
      if (signal.aborted) return;
      const refusal = asWireError(error);
      this.#say({ kind: "stopped", since: new Date(), error: refusal });
      if (kindOf(refusal) === "forbidden") void this.#host.mount.operator.check();
    }
  }

  #stop(): void {
    this.#following?.abort();
    this.#followed = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  readonly #read = (): void => {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.run.keepUp();
  };

  readonly #onVisibility = (): void => {
    if (document.hidden) this.#stop();
    else this.run.keepUp();
  };

  #say(liveness: RunLiveness): void {
    this.#liveness = liveness;
    this.#host.requestUpdate();
  }
}
