import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import {
  chownSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { until } from "../races/race-database.ts";

/** Where `postgres` and `initdb` are; undefined where only somebody else's server is to be had, which no test may stop. */
export const postgresBin: string | undefined = findPostgres();

/** How a server is taken away: `immediate` as in a crash, `fast` as by an administrator. */
export type Stop = "immediate" | "fast";

const stopSignals = { immediate: "SIGQUIT", fast: "SIGINT" } as const;

/** A PostgreSQL of the test's own, which it may stop and start. */
export class PrivateServer implements AsyncDisposable {
  readonly url: string;
  readonly #folder: string;
  readonly #port: number;
  #process: ChildProcess | undefined;

  private constructor(folder: string, port: number) {
    this.#folder = folder;
    this.#port = port;
    this.url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  }

  static async start(): Promise<PrivateServer> {
    // Named and owned like those of the test runner, which removes what a killed test left behind, its server included.
    const folder = mkdtempSync(join(tmpdir(), "scoria-postgres-"));
    writeFileSync(join(folder, "owner.pid"), String(process.pid));
    const ids = account();
    if (ids.uid !== undefined && ids.gid !== undefined) chownSync(folder, ids.uid, ids.gid);
    const args = ["-D", join(folder, "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"];
    execFileSync(join(postgresBin ?? "", "initdb"), args, { cwd: folder, stdio: "ignore", ...ids });
    const server = new PrivateServer(folder, await freePort());
    await server.start();
    return server;
  }

  /** Resolves when it takes statements. */
  async start(): Promise<void> {
    const log = openSync(join(this.#folder, "server.log"), "a");
    const settings = {
      port: this.#port,
      listen_addresses: "127.0.0.1",
      unix_socket_directories: "",
      max_connections: 100,
    };
    const options = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    this.#process = spawn(join(postgresBin ?? "", "postgres"), ["-D", join(this.#folder, "data"), ...options], {
      cwd: this.#folder,
      stdio: ["ignore", log, log],
      ...account(),
    });
    await until("the private server takes statements", () => this.#answers(), 30_000);
  }

  /** Resolves when it is gone. */
  async stop(how: Stop): Promise<void> {
    const stopping = this.#process;
    this.#process = undefined;
    if (stopping === undefined || stopping.exitCode !== null) return;
    const ended = once(stopping, "exit");
    stopping.kill(stopSignals[how]);
    await ended;
  }

  /** One statement as the superuser. */
  async sql<Row = unknown>(text: string): Promise<readonly Row[]> {
    const client = new pg.Client({ connectionString: this.url });
    client.on("error", () => {});
    await client.connect();
    try {
      return (await client.query(text)).rows as readonly Row[];
    } finally {
      await client.end();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop("immediate");
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #answers(): Promise<boolean> {
    if (this.#process?.exitCode !== null) {
      throw new Error(
        `PostgreSQL did not start:\n${readFileSync(join(this.#folder, "server.log"), "utf8").slice(-2000)}`,
      );
    }
    return this.sql("select 1").then(
      () => true,
      () => false,
    );
  }
}

/** PostgreSQL refuses to run as root, which runs it as the account that its package made. */
function account(): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((each) => each.startsWith("postgres:"));
  const [, , uid, gid] = line?.split(":") ?? [];
  return uid === undefined || gid === undefined ? {} : { uid: Number(uid), gid: Number(gid) };
}

function findPostgres(): string | undefined {
  const debian = "/usr/lib/postgresql";
  const majors = existsSync(debian) ? readdirSync(debian).toSorted((a, b) => Number(b) - Number(a)) : [];
  return [...majors.map((major) => join(debian, major, "bin")), ...onPath()].find(
    (folder) => existsSync(join(folder, "postgres")) && existsSync(join(folder, "initdb")),
  );
}

function onPath(): readonly string[] {
  try {
    return [execFileSync("pg_config", ["--bindir"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim()];
  } catch {
    return [];
  }
}

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, "127.0.0.1");
  await once(listener, "listening");
  const { port } = listener.address() as AddressInfo;
  listener.close();
  await once(listener, "close");
  return port;
}
