import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const script = join(import.meta.dirname, "../../../../../examples/refund-desk/src/server.ts");

/** The refund desk of the examples as `npm start` serves it: a process of its own, in a folder of its own. */
export interface DeskProgram extends AsyncDisposable {
  readonly origin: string;
  /** Each signs one browser in, once. */
  readonly links: { readonly decider: string; readonly requester: string };
  /** Ends it as a crash does. */
  kill(): Promise<void>;
  /** Tells it to end, and answers how it did. */
  close(): Promise<{ readonly code: number | null; readonly stderr: string }>;
}

export interface DeskPlace {
  /** Where it keeps what billing paid, and an embedded database. */
  readonly folder: string;
  /** Default: the embedded database. */
  readonly databaseUrl?: string;
}

/** Starts the desk, and waits until it has said where it is. */
export async function startDesk({ folder, databaseUrl }: DeskPlace): Promise<DeskProgram> {
  const { DATABASE_URL: _none, ...inherited } = process.env;
  const database = databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl };
  const child = spawn(process.execPath, [script], {
    cwd: folder,
    env: { ...inherited, ...database, PORT: "0", NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const closed = once(child, "close");
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await closed;
  };

  const said = /open at (\S+) [^]*?(http:\S+token=\S+)[^]*?(http:\S+token=\S+)/;
  while (!said.test(stdout)) await nextOutput(child, closed, () => `${stdout}${stderr}`);
  const [, origin = "", decider = "", requester = ""] = said.exec(stdout) ?? [];
  return {
    origin,
    links: { decider, requester },
    kill: () => end("SIGKILL"),
    async close() {
      await end("SIGTERM");
      return { code: child.exitCode, stderr };
    },
    [Symbol.asyncDispose]: () => end("SIGKILL"),
  };
}

async function nextOutput(child: ChildProcess, closed: Promise<unknown>, output: () => string): Promise<void> {
  const hasEnded = closed.then(() => true);
  const isOver = await Promise.race([once(child.stdout!, "data").then(() => false), hasEnded]);
  if (isOver) throw new Error(`The desk ended before it was open:\n${output()}`);
}
