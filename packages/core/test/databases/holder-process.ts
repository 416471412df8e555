import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** Another process that opens a folder. */
export interface HolderProcess extends AsyncDisposable {
  readonly pid: number;
  /** Tells it to begin, and answers its first line: "open", or the error's code and details. */
  begin(): Promise<string>;
  nextLine(): Promise<string>;
  kill(signal: NodeJS.Signals): Promise<void>;
}

/** Resolves when the process stands ready and waits for `begin`. */
export async function startHolder(verb: "open" | "write" | "lock", folder: string): Promise<HolderProcess> {
  const program = fileURLToPath(new URL("lock-holder.ts", import.meta.url));
  const child = spawn(process.execPath, [program, verb, folder], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async (): Promise<string> => {
    const line = await lines.next();
    return line.done === true ? "ended" : line.value;
  };
  await nextLine();
  return {
    pid: child.pid ?? 0,
    nextLine,
    begin() {
      child.stdin.write("go\n");
      return nextLine();
    },
    kill: (signal) => end(child, signal),
    [Symbol.asyncDispose]: () => end(child, "SIGKILL"),
  };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill(signal);
  await ended;
}
