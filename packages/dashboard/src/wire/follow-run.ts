import { createParser } from "eventsource-parser";
import type { WireClient } from "./client.ts";
import type { EntryView } from "./entry.ts";
import type { StreamEnd } from "./stream.ts";
import { WireError } from "./wire-error.ts";

/**
 * How fresh what was followed is. `live`: entries come as they are written. `polling`: they are asked for every two seconds,
 * since no stream gets through. `reconnecting`: what is shown may be old.
 */
export type Liveness = "live" | "polling" | "reconnecting";

/** Which run to follow, and from where. */
export interface FollowOptions {
  readonly client: WireClient;
  readonly runId: string;
  /** The `seq` after which to begin. Default: 0, from the first entry. */
  readonly after?: number;
  /** Ends the following. */
  readonly signal?: AbortSignal;
  /** Told of each change, and when it came about. */
  readonly onLiveness?: (liveness: Liveness, since: Date) => void;
  /** Reads the text of an entry, for who wants numbers as they are written. Default: `JSON.parse`. */
  readonly parse?: (text: string) => unknown;
}

const firstWaitMs = 500;
const longestWaitMs = 10_000;
/** A stream that works says something every 15 seconds. */
const silenceMs = 40_000;
const firstByteMs = 10_000;
const pollMs = 2_000;
/** With all that it brings: over a slow line a page of entries takes a while. */
const longestPollMs = 60_000;
/** How many attempts in a row bring no stream before entries are polled for. */
const attemptsBeforePolling = 3;
/** After how many polls the stream is tried again. */
const pollsBeforeStreaming = 30;

/**
 * Each entry of a run once, in order, as it is written, until the run has ended. A connection that breaks is taken up again
 * after the last entry that came, at any node; where no stream gets through, entries are polled for.
 *
 * @throws WireError when the server refuses: there is no such run (404), or the operator may no longer see it (401, 403)
 *
 * @example
 * ```ts
 * import { followRun, wireClient } from "@scoria/dashboard/wire";
 *
 * export async function print(runId: string): Promise<void> {
 *   const client = wireClient({ base: "/scoria" });
 *   for await (const entry of followRun({ client, runId })) console.log(entry.seq, entry.type);
 * }
 * ```
 */
export async function* followRun(options: FollowOptions): AsyncGenerator<EntryView, void, undefined> {
  const { client, runId, signal, onLiveness } = options;
  let after = options.after ?? 0;
  let failures = 0;
  let said: Liveness | undefined;
  const say = (liveness: Liveness): void => {
    if (liveness !== said) onLiveness?.(liveness, new Date());
    said = liveness;
  };
  while (!signal?.aborted) {
    let signsOfLife = 0;
    try {
      for await (const event of streamed(options, after)) {
        say("live");
        if (event === "alive") {
          signsOfLife += 1;
          // The first comes with the stream itself, also where nothing gets through behind it.
          if (signsOfLife > 1) failures = 0;
          continue;
        }
        failures = 0;
        if ("reason" in event) {
          if (event.reason === "ended") return;
          if (event.reason === "refused") throw new WireError(401, "NOT_AUTHORIZED", "You may no longer see this run.");
          break;
        }
        after = event.seq;
        yield event;
      }
    } catch (error) {
      if (signal?.aborted) return;
      if (isFinal(error)) throw error;
    }
    failures += 1;
    if (failures < attemptsBeforePolling) {
      if (failures > 1) say("reconnecting");
      await pause(Math.min(longestWaitMs, firstWaitMs * 2 ** (failures - 1)) * (0.5 + Math.random() / 2), signal);
      continue;
    }
    for (let polls = 0; polls < pollsBeforeStreaming && !signal?.aborted; polls += 1) {
      try {
        const page = await client.call("listEntries", {
          params: { runId },
          query: { after, limit: 500 },
          signal: AbortSignal.any([AbortSignal.timeout(longestPollMs), ...(signal === undefined ? [] : [signal])]),
        });
        say("polling");
        for (const entry of page.entries) yield entry;
        after = page.lastSeq;
        if (page.ended) return;
        if (page.entries.length > 0) continue;
      } catch (error) {
        if (signal?.aborted) return;
        if (isFinal(error)) throw error;
        say("reconnecting");
      }
      await pause(pollMs, signal);
    }
    failures = 0;
  }
}

type StreamEvent = "alive" | EntryView | StreamEnd;

async function* streamed(options: FollowOptions, after: number): AsyncGenerator<StreamEvent, void, undefined> {
  const { client, runId, signal, parse = JSON.parse } = options;
  const quiet = new AbortController();
  const abort = (): void => quiet.abort();
  signal?.addEventListener("abort", abort, { once: true });
  let timer = setTimeout(abort, firstByteMs);
  try {
    const response = await client.openStream(runId, after, quiet.signal);
    if (response.status === 204) {
      yield { reason: "ended" };
      return;
    }
    if (!response.ok) throw await refusalOf(response);
    if (!response.headers.get("content-type")?.startsWith("text/event-stream") || response.body === null) {
      throw new WireError(response.status, "NOT_A_STREAM", "The server answered with something else than a stream.");
    }
    const events: StreamEvent[] = [];
    const parser = createParser({
      onEvent: ({ event, data }) => {
        if (event === "entry") events.push(parse(data) as EntryView);
        if (event === "end") events.push(JSON.parse(data) as StreamEnd);
      },
      onComment: () => events.push("alive"),
    });
    // Not `for await`: streams of Safari cannot be walked so.
    const reader = response.body.pipeThrough(new TextDecoderStream(), { signal: quiet.signal }).getReader();
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      clearTimeout(timer);
      timer = setTimeout(abort, silenceMs);
      parser.feed(read.value);
      yield* events.splice(0);
    }
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
    quiet.abort();
  }
}

async function refusalOf(response: Response): Promise<WireError> {
  const answer: unknown = await response.json().catch(() => ({}));
  const { error } = answer as { readonly error?: { readonly code?: string; readonly message?: string } };
  return new WireError(
    response.status,
    error?.code ?? "REFUSED",
    error?.message ?? `The server answered ${response.status}.`,
  );
}

/** Asking again will not help. */
function isFinal(error: unknown): boolean {
  return error instanceof WireError && [400, 401, 403, 404].includes(error.status);
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener("abort", done, { once: true });
  });
}
