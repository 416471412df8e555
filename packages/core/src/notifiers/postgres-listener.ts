import { randomUUID } from "node:crypto";
import type { Logger } from "../seams/logger.ts";
import type { ListeningSession } from "./listening-session.ts";

interface ListenerParts {
  readonly open: (
    channels: readonly string[],
    hear: (channel: string, payload: string) => void,
    signal: AbortSignal,
  ) => Promise<ListeningSession>;
  /** Sends a payload on a channel, on another connection. */
  readonly send: (channel: string, payload: string) => Promise<void>;
  readonly hear: (channel: string, payload: string) => void;
  /** From now on it hears these; it may not have heard what came before. */
  readonly begun: (channels: readonly string[]) => void;
  readonly logger: Logger;
  readonly selfTestMs: number;
  readonly patienceMs: number;
}

/** `unclear`: the word could not be sent, so it was not to be heard. */
type TestAnswer = "heard" | "unheard" | "unclear";

/** How listening on one session came to its end. */
type Ending = "lost" | "deaf" | "unwanted";

/** A server that is coming back is found within seconds, and one that is away is not asked all the time. */
const longestPauseMs = 5_000;
/** What stays deaf, such as a pooler that keeps no session for who listens, is tried again after so many self-tests. */
const testsUntilRetry = 10;

/**
 * Listens on one connection of its own for as long as anybody wants to hear something.
 *
 * A connection can be deaf without any error: a socket whose other end is gone, or a pooler that gives its session to others.
 * So it sends itself a word on another connection, once it listens and from time to time; what does not hear it is replaced.
 * When the next one is deaf too, it says so once, and tries again later.
 */
export class PostgresListener {
  readonly #parts: ListenerParts;
  /** Only this listener hears what is sent there. */
  readonly #ownChannel = `scoria_${randomUUID()}`;
  /** The channels that are listened to, and whether anybody still wants them. */
  readonly #channels = new Map<string, { wanted: boolean; idleTests: number }>();
  readonly #closing = new AbortController();
  #running: Promise<void> | undefined;
  #session: ListeningSession | undefined;
  #awaited: { readonly nonce: string; readonly answer: (answer: TestAnswer) => void } | undefined;
  #hurry: () => void = () => {};
  #testedAt = Number.NEGATIVE_INFINITY;
  #failures = 0;
  #deafInARow = 0;
  #warned = false;

  constructor(parts: ListenerParts) {
    this.#parts = parts;
  }

  want(channel: string): void {
    if (this.#closing.signal.aborted) return;
    const isNew = !this.#channels.has(channel);
    this.#channels.set(channel, { wanted: true, idleTests: 0 });
    if (isNew && this.#session !== undefined) void this.#listenAlso(this.#session, channel);
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      // Somebody came while it was about to end.
      if (this.#channels.size > 0) for (const [name] of this.#channels) this.want(name);
    });
  }

  /** It is listened to for a while longer: who waits for one run is likely to wait for the next. */
  unwant(channel: string): void {
    const there = this.#channels.get(channel);
    if (there !== undefined) there.wanted = false;
  }

  /** Tries out whether it hears, unless it did a moment ago. */
  doubt(): void {
    if (performance.now() - this.#testedAt > this.#parts.patienceMs) this.#hurry();
  }

  async close(): Promise<void> {
    this.#channels.clear();
    this.#closing.abort();
    this.#awaited?.answer("unclear");
    this.#hurry();
    await this.#running;
  }

  get #isClosing(): boolean {
    return this.#closing.signal.aborted;
  }

  async #run(): Promise<void> {
    // What is wanted in one tick is asked for at once.
    await Promise.resolve();
    while (!this.#isClosing && this.#channels.size > 0) {
      const channels = [...this.#channels.keys()];
      const session = await this.#open(channels);
      if (session === undefined) {
        await this.#afterFailure();
        continue;
      }
      this.#session = session;
      const ending = await this.#listen(session, channels);
      this.#session = undefined;
      if (ending === "unwanted") await session.close();
      else session.destroy();
      if (ending === "deaf") await this.#afterDeafness();
      if (ending === "lost") await this.#pause(this.#backOff());
    }
  }

  async #open(channels: readonly string[]): Promise<ListeningSession | undefined> {
    const hear = (channel: string, payload: string): void => this.#heard(channel, payload);
    try {
      return await this.#parts.open([this.#ownChannel, ...channels], hear, this.#closing.signal);
    } catch {
      return undefined;
    }
  }

  /** Until the session is lost, found deaf, or nobody wants to hear anything any more. */
  async #listen(session: ListeningSession, channels: readonly string[]): Promise<Ending> {
    let isOver = false;
    void session.ended.then(() => {
      isOver = true;
      this.#awaited?.answer("unclear");
      this.#hurry();
    });
    this.#parts.begun(channels);
    for (const channel of this.#channels.keys()) {
      if (!channels.includes(channel)) void this.#listenAlso(session, channel); // wanted while it was opened
    }
    while (!this.#isClosing && this.#channels.size > 0) {
      const answer = await this.#selfTest();
      if (answer === "heard") this.#itHears();
      if (!isOver && answer === "unheard") return "deaf";
      if (!isOver) await this.#pause(this.#parts.selfTestMs);
      if (isOver) return "lost";
      await this.#dropUnwanted(session);
    }
    return "unwanted";
  }

  async #selfTest(): Promise<TestAnswer> {
    this.#testedAt = performance.now();
    const nonce = randomUUID();
    const { promise, resolve: answer } = Promise.withResolvers<TestAnswer>();
    this.#awaited = { nonce, answer };
    let patience: NodeJS.Timeout | undefined;
    this.#parts.send(this.#ownChannel, nonce).then(
      () => (patience = setTimeout(() => answer("unheard"), this.#parts.patienceMs).unref()),
      () => answer("unclear"),
    );
    try {
      return await promise;
    } finally {
      clearTimeout(patience);
      this.#awaited = undefined;
    }
  }

  #heard(channel: string, payload: string): void {
    if (channel !== this.#ownChannel) this.#parts.hear(channel, payload);
    else if (payload === this.#awaited?.nonce) this.#awaited.answer("heard");
  }

  #itHears(): void {
    this.#failures = 0;
    this.#deafInARow = 0;
    if (this.#warned) this.#parts.logger.info("Notifications are heard again.");
    this.#warned = false;
  }

  async #afterDeafness(): Promise<void> {
    this.#deafInARow += 1;
    if (this.#deafInARow < 2) {
      this.#parts.logger.debug("The connection that listens for notifications heard nothing, and is replaced.");
      return;
    }
    this.#warnOnce("no notification reaches this process, although its connection is sound");
    await this.#pause(this.#parts.selfTestMs * testsUntilRetry);
  }

  async #afterFailure(): Promise<void> {
    if (this.#isClosing) return;
    if (this.#failures > 0) this.#warnOnce("the connection that listens for notifications cannot be made");
    await this.#pause(this.#backOff());
  }

  #backOff(): number {
    this.#failures += 1;
    return Math.min(longestPauseMs, 25 * 2 ** this.#failures) * (0.5 + Math.random() / 2);
  }

  #warnOnce(why: string): void {
    if (this.#warned) return;
    this.#warned = true;
    this.#parts.logger.warn(
      `Work is found by polling alone: ${why}. Behind a transaction pooler set listenUrl (SCORIA_LISTEN_URL) to the server's own address, or notifications to false.`,
    );
  }

  async #listenAlso(session: ListeningSession, channel: string): Promise<void> {
    try {
      await session.listen([channel]);
      this.#parts.begun([channel]);
    } catch {
      session.destroy(); // the next one listens to all
    }
  }

  /** What nobody has wanted from one self-test to the next. */
  async #dropUnwanted(session: ListeningSession): Promise<void> {
    const dropped: string[] = [];
    for (const [channel, there] of this.#channels) {
      if (there.wanted) continue;
      there.idleTests += 1;
      if (there.idleTests < 2) continue;
      this.#channels.delete(channel);
      dropped.push(channel);
    }
    if (dropped.length === 0 || this.#channels.size === 0) return;
    try {
      await session.unlisten(dropped);
    } catch {
      session.destroy();
    }
  }

  /** Ends early when `#hurry` is called. It does not keep a finished process alive. */
  async #pause(ms: number): Promise<void> {
    if (this.#isClosing) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms).unref();
      this.#hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#hurry = () => {};
  }
}
