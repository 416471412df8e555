import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Version } from "./desk.ts";

const program = fileURLToPath(new URL("desk-process.ts", import.meta.url));

/** One process of the desk, and what it warned of. */
export class DeskNode implements AsyncDisposable {
  readonly complaints: string[] = [];
  readonly #process: ChildProcess;
  readonly #ended: Promise<unknown[]>;

  private constructor(process: ChildProcess) {
    this.#process = process;
    this.#ended = once(process, "exit");
  }

  /** Resolves once it is at work. */
  static async start(database: string, version: Version, name: string): Promise<DeskNode> {
    const task = JSON.stringify({ database, version, name });
    const child = spawn(process.execPath, [program, task], { stdio: ["ignore", "pipe", "inherit"] });
    const node = new DeskNode(child);
    await new Promise<void>((resolve, reject) => {
      createInterface({ input: child.stdout }).on("line", (line) => {
        if ((JSON.parse(line) as { readonly what: string }).what === "ready") resolve();
        else node.complaints.push(`${name}: ${line}`);
      });
      void node.#ended.then(([code]) => reject(new Error(`${name} ended with ${String(code)} before it was ready.`)));
    });
    return node;
  }

  /** As a deploy does: tells it to end, and waits. Resolves with its code. */
  async replace(): Promise<unknown> {
    this.#process.kill("SIGTERM");
    return (await this.#ended)[0];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.#ended;
  }
}
