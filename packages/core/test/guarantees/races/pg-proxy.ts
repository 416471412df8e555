import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** One statement on its way through the proxy. */
export interface Passing {
  /** The application name of its connection, such as `scoria-writer`. */
  readonly application: string;
  /** The name under which it was prepared. */
  readonly statement: string;
  /** What the server answered, such as `SELECT 1`; "" as long as it has not. */
  readonly tag: string;
}

/**
 * `request`: the server never hears of the statement. `answer`: it is committed, and nobody is told. `midway`: the
 * client is cut off while the server is at work on it.
 */
export type Loss = "request" | "answer" | "midway";

interface Cut {
  readonly loss: Loss;
  readonly when: (passing: Passing) => boolean;
}

/** Stands between a process and PostgreSQL, reads the frames of the protocol, and loses what a test tells it to. */
export class PgProxy {
  /** How many times it has cut a connection as it was told. */
  cuts = 0;
  /** How many statements have passed, by the name under which they were prepared. */
  readonly statementsByName: Map<string, number> = new Map<string, number>();
  readonly #server: Server;
  readonly #target: URL;
  readonly #links = new Set<Link>();
  #cut: Cut | undefined;
  /** Whether notifications are lost on their way, as behind a pooler. */
  losesNotifications = false;
  #blackHole: (application: string) => boolean = () => false;
  readonly #statements = new Map<string, number>();
  #refusing = false;

  private constructor(target: URL) {
    this.#target = target;
    this.#server = createServer({ noDelay: true }, (client) => this.#accept(client));
  }

  static async open(url: string): Promise<PgProxy> {
    const proxy = new PgProxy(new URL(url));
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  get url(): string {
    const url = new URL(this.#target);
    url.host = `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return url.href;
  }

  /** Cuts the next connection on which such a statement passes. Once. */
  cutNext(loss: Loss, when: Cut["when"]): void {
    this.#cut = { loss, when };
  }

  /** From now on nothing passes on the connections of these applications, and nobody is told. */
  blackHole(swallows: (application: string) => boolean): void {
    this.#blackHole = swallows;
  }

  /** What the server says on the connections of this application that are open now reaches nobody any more. */
  deafen(application: string): void {
    for (const link of this.#links) if (link.application === application) link.isDeaf = true;
  }

  /** How many statements clients have sent, by the application name of their connection. */
  get statements(): ReadonlyMap<string, number> {
    return this.#statements;
  }

  /** Ends every connection, and takes none until `accept`. */
  refuse(): void {
    this.#refusing = true;
    for (const link of this.#links) link.end();
  }

  accept(): void {
    this.#refusing = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const link of this.#links) link.end();
    this.#server.close();
    await once(this.#server, "close");
  }

  #accept(client: Socket): void {
    if (this.#refusing) {
      client.destroy();
      return;
    }
    const server = connect({ host: this.#target.hostname, port: Number(this.#target.port || 5432), noDelay: true });
    const link = new Link(client, server, {
      swallows: (application) => this.#blackHole(application),
      losesNotifications: () => this.losesNotifications,
      sent: (application) => this.#statements.set(application, (this.#statements.get(application) ?? 0) + 1),
      asked: (name) => this.statementsByName.set(name, (this.statementsByName.get(name) ?? 0) + 1),
      cutting: (passing, losses) => {
        const cut = this.#cut;
        if (cut === undefined || !losses.includes(cut.loss) || !cut.when(passing)) return undefined;
        this.#cut = undefined;
        this.cuts += 1;
        return cut.loss;
      },
      ended: () => this.#links.delete(link),
    });
    this.#links.add(link);
  }
}

interface LinkRules {
  readonly swallows: (application: string) => boolean;
  readonly losesNotifications: () => boolean;
  readonly sent: (application: string) => void;
  readonly asked: (statement: string) => void;
  readonly cutting: (passing: Passing, losses: readonly Loss[]) => Loss | undefined;
  readonly ended: () => void;
}

const frame = { query: 0x51, bind: 0x42, sync: 0x53, commandComplete: 0x43, readyForQuery: 0x5a, notification: 0x41 };

class Link {
  isDeaf = false;
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #rules: LinkRules;
  #application = "";
  #statement = "";
  #started = false;
  /** What is to be done at the end of the statement that is under way. */
  #losing: Loss | undefined;
  #fromClient: Buffer = Buffer.alloc(0);
  #fromServer: Buffer = Buffer.alloc(0);

  constructor(client: Socket, server: Socket, rules: LinkRules) {
    this.#client = client;
    this.#server = server;
    this.#rules = rules;
    client.on("data", (chunk: Buffer) => this.#takeFromClient(chunk));
    server.on("data", (chunk: Buffer) => this.#takeFromServer(chunk));
    for (const socket of [client, server]) socket.on("error", () => {});
    client.on("close", () => {
      if (this.#losing !== "midway") this.end();
    });
    server.on("close", () => this.end());
  }

  end(): void {
    this.#client.destroy();
    this.#server.destroy();
    this.#rules.ended();
  }

  get application(): string {
    return this.#application;
  }

  #passing(tag: string): Passing {
    return { application: this.#application, statement: this.#statement, tag };
  }

  #takeFromClient(chunk: Buffer): void {
    this.#fromClient = Buffer.concat([this.#fromClient, chunk]);
    for (;;) {
      // The first frame of a connection has no type.
      const head = this.#started ? 1 : 0;
      if (this.#fromClient.length < head + 4) return;
      const length = head + this.#fromClient.readInt32BE(head);
      if (this.#fromClient.length < length) return;
      const bytes = this.#fromClient.subarray(0, length);
      this.#fromClient = this.#fromClient.subarray(length);
      if (!this.#started) {
        this.#started = true;
        const words = bytes.subarray(8).toString("utf8").split("\0");
        this.#application = words[words.indexOf("application_name") + 1] ?? "";
      } else if (bytes[0] === frame.query) {
        this.#rules.sent(this.#application);
      } else if (bytes[0] === frame.bind) {
        this.#rules.sent(this.#application);
        this.#statement = bytes.subarray(5).toString("latin1").split("\0", 2)[1] ?? "";
        this.#rules.asked(this.#statement);
        this.#losing = this.#rules.cutting(this.#passing(""), ["request", "midway"]);
        if (this.#losing === "request") return this.end();
      }
      if (this.#rules.swallows(this.#application)) continue;
      this.#server.write(bytes);
      if (this.#losing === "midway" && bytes[0] === frame.sync) this.#client.destroy();
    }
  }

  #takeFromServer(chunk: Buffer): void {
    this.#fromServer = Buffer.concat([this.#fromServer, chunk]);
    while (this.#fromServer.length >= 5) {
      const length = 1 + this.#fromServer.readInt32BE(1);
      if (this.#fromServer.length < length) return;
      const bytes = this.#fromServer.subarray(0, length);
      this.#fromServer = this.#fromServer.subarray(length);
      if (bytes[0] === frame.commandComplete) {
        const tag = bytes.subarray(5, -1).toString("latin1");
        this.#losing ??= this.#rules.cutting(this.#passing(tag), ["answer"]);
      }
      // Ready for the next query means that this one is committed.
      if (bytes[0] === frame.readyForQuery && this.#losing !== undefined) return this.end();
      if (bytes[0] === frame.notification && this.#rules.losesNotifications()) continue;
      if (this.#losing === undefined && !this.isDeaf && !this.#rules.swallows(this.#application)) {
        this.#client.write(bytes);
      }
    }
  }
}
