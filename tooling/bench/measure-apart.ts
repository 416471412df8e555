import { fork } from "node:child_process";
import { join } from "node:path";
import type { Answer, Order } from "./measure-once.ts";
import type { Figures } from "./workloads/workload.ts";

const patienceMs = 600_000;

/** Has a fresh process measure, so that no contestant finds another's memory, modules or connections. */
export async function measureApart(order: Order, signal: AbortSignal): Promise<Figures> {
  const child = fork(join(import.meta.dirname, "measure-once.ts"), { stdio: ["ignore", "pipe", "pipe", "ipc"] });
  let said = "";
  const listen = (chunk: Buffer): void => {
    said = (said + chunk.toString()).slice(-8_000);
  };
  child.stdout?.on("data", listen);
  child.stderr?.on("data", listen);
  const end = (): void => void child.kill("SIGKILL");
  const timer = setTimeout(end, patienceMs);
  signal.addEventListener("abort", end, { once: true });
  try {
    return await new Promise((resolve, reject) => {
      const fail = (why: string): void => reject(new Error(`${order.contestant}, ${order.workload}: ${why}\n${said}`));
      child.once("message", (answer: Answer) => {
        if ("figures" in answer) resolve(answer.figures);
        else fail(answer.error);
      });
      child.once("exit", (code, ended) => fail(`it ended with ${ended ?? code} before it answered`));
      child.once("error", reject);
      child.send(order);
    });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", end);
    end();
  }
}
