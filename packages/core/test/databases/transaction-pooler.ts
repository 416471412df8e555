import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** The first byte of a frame of the protocol, and what stands in it. */
const frame = { readyForQuery: 0x5a, terminate: 0x58 };
const idle = 0x49;

/**
 * A transaction pooler of the kind that does not know of prepared statements: a client has a session of the server only
 * until its transaction ends, and the next gets the one that came free last.
 */
export class TransactionPooler {
  readonly #server: Server;
  readonly #target: URL;
  readonly #free: Session[] = [];
  readonly #sockets = new Set<Socket>();

  private constructor(target: URL) {
    this.#target = target;
    this.#server = createServer({ noDelay: true }, (client) => this.#accept(client));
  }

  static async open(url: string): Promise<TransactionPooler> {
    const pooler = new TransactionPooler(new URL(url));
    pooler.#server.listen(0, "127.0.0.1");
    await once(pooler.#server, "listening");
    return pooler;
  }

  get url(): string {
    const url = new URL(this.#target);
    url.host = `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return url.href;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => this.#sockets.delete(socket));
  }

  #open(startup: Buffer): Promise<Session> {
    return Session.open(this.#target, startup, (socket) => this.#keep(socket));
  }

  #accept(client: Socket): void {
    this.#keep(client);
    let session: Session | undefined;
    let startup: Buffer | undefined;
    const release = (free: Session): void => {
      if (session === free) session = undefined;
      this.#free.push(free);
    };
    // One frame after the other, since getting a session takes a while.
    let turn: Promise<void> = Promise.resolve();
    onFrames(client, true, (bytes) => {
      turn = turn.then(async () => {
        if (startup === undefined) {
          startup = bytes;
          const opened = await this.#open(startup);
          client.write(opened.greeting);
          this.#free.push(opened);
        } else if (bytes[0] === frame.terminate) {
          client.end();
        } else {
          session ??= this.#free.pop() ?? (await this.#open(startup));
          session.send(bytes, client, release);
        }
      });
    });
  }
}

/** One session of the server. */
class Session {
  /** What the server said until it was ready, which clients are told as well. */
  greeting: Buffer = Buffer.alloc(0);
  readonly #socket: Socket;
  /** Whose transaction it is in. Free, it is nobody's: what the server says then, such as a notification, is for nobody. */
  #client: Socket | undefined;
  #release: ((session: Session) => void) | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  static async open(target: URL, first: Buffer, keep: (socket: Socket) => void): Promise<Session> {
    const socket = connect({ host: target.hostname, port: Number(target.port || 5432), noDelay: true });
    keep(socket);
    await once(socket, "connect");
    const session = new Session(socket);
    const ready = new Promise<void>((resolve) => {
      let isReady = false;
      onFrames(socket, false, (bytes) => {
        if (!isReady) session.greeting = Buffer.concat([session.greeting, bytes]);
        session.#client?.write(bytes);
        if (bytes[0] !== frame.readyForQuery) return;
        isReady = true;
        resolve();
        if (bytes[5] !== idle) return;
        session.#client = undefined;
        session.#release?.(session);
        session.#release = undefined;
      });
    });
    socket.write(first);
    await ready;
    return session;
  }

  send(bytes: Buffer, client: Socket, release: (session: Session) => void): void {
    this.#client = client;
    this.#release = release;
    this.#socket.write(bytes);
  }
}

/** Takes the stream apart; the first frame of a client has no type. */
function onFrames(socket: Socket, isClient: boolean, take: (bytes: Buffer) => void): void {
  let head = isClient ? 0 : 1;
  let rest: Buffer = Buffer.alloc(0);
  socket.on("data", (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= head + 4) {
      const length = head + rest.readInt32BE(head);
      if (rest.length < length) return;
      take(rest.subarray(0, length));
      rest = rest.subarray(length);
      head = 1;
    }
  });
}
