import { Socket } from "node:net";
import pg from "pg";

/** How long a statement of it, its connecting, and its leave may take. */
const patienceMs = 5_000;
const leaveMs = 1_000;

/**
 * One session of the server, used for nothing but listening. It does not keep a finished process alive.
 *
 * It has its socket in its own hands: one whose other end is gone without a word must be thrown away, not closed.
 */
export class ListeningSession {
  /** Resolves when it is over, whoever ended it. */
  readonly ended: Promise<void>;
  readonly #client: pg.Client;
  readonly #socket: Socket;

  private constructor(client: pg.Client, socket: Socket) {
    this.#client = client;
    this.#socket = socket;
    this.ended = new Promise((resolve) => {
      client.on("error", () => resolve()); // it listens for nothing any more, which `ended` tells
      client.on("end", () => resolve());
      socket.on("close", () => resolve());
    });
  }

  /** A session that listens to these channels. An abort gives up what is under way. @throws what the driver throws */
  static async open(
    config: pg.ClientConfig,
    channels: Iterable<string>,
    hear: (channel: string, payload: string) => void,
    signal: AbortSignal,
  ): Promise<ListeningSession> {
    const socket = new Socket();
    const client = new pg.Client({
      ...config,
      connectionTimeoutMillis: patienceMs,
      query_timeout: patienceMs,
      stream: () => socket,
    });
    const session = new ListeningSession(client, socket);
    client.on("notification", ({ channel, payload = "" }) => hear(channel, payload));
    const giveUp = (): void => session.destroy();
    signal.addEventListener("abort", giveUp, { once: true });
    try {
      signal.throwIfAborted();
      await client.connect();
      await session.listen(channels);
      socket.unref();
      return session;
    } catch (error) {
      session.destroy();
      throw error;
    } finally {
      signal.removeEventListener("abort", giveUp);
    }
  }

  async listen(channels: Iterable<string>): Promise<void> {
    await this.#forEach("listen", channels);
  }

  async unlisten(channels: Iterable<string>): Promise<void> {
    await this.#forEach("unlisten", channels);
  }

  /** Takes leave of the server, but does not wait for it for long. */
  async close(): Promise<void> {
    const timer = setTimeout(() => this.destroy(), leaveMs);
    this.#client.end().catch(() => {}); // then it has ended already
    await this.ended;
    clearTimeout(timer);
    this.destroy();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  async #forEach(verb: "listen" | "unlisten", channels: Iterable<string>): Promise<void> {
    await this.#client.query([...channels].map((channel) => `${verb} ${pg.escapeIdentifier(channel)}`).join("; "));
  }
}
