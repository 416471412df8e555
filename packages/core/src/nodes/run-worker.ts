import { readOptions } from "../decode/read-options.ts";
import { readSignal } from "../decode/read-signal.ts";
import { invalidInput } from "../errors/core-errors.ts";
import type { OpenCore } from "../open-core.ts";
import { workerOptionNames } from "../resolve-options.ts";
import type { NodeSettings } from "./node-settings.ts";
import { startWatchdog } from "./watchdog.ts";

/** What a supervisor sends to end a process, and what a terminal does. */
const endings = ["SIGTERM", "SIGINT"] as const;

/**
 * Executes runs until the process is told to end, then closes. The first SIGTERM or SIGINT lets what is under way finish for
 * a while; a second one does not wait. None of the process's own listeners stay behind. A watchdog ends it when its event loop
 * no longer turns.
 */
export async function runWorker(opened: OpenCore, options: unknown): Promise<void> {
  const { signal: givenSignal, ...worker } = readOptions(options, ["signal", ...workerOptionNames], "runWorker");
  const signal = readSignal(givenSignal);
  const settings = opened.workerSettings(worker);
  if (opened.core.node !== null && Object.values(worker).some((value) => value !== undefined)) {
    throw invalidInput(
      "The options of runWorker",
      "cannot change how this facade executes runs, since it does already. Set them in createScoria({ worker }), or create it with worker: false",
    );
  }
  // What goes wrong is told by `closed`.
  const close = (): void => void opened.close().catch(() => {});
  let toldBefore = false;
  const end = (): void => {
    if (toldBefore) opened.hurry();
    toldBefore = true;
    close();
  };
  for (const name of endings) process.on(name, end);
  signal?.addEventListener("abort", close, { once: true });
  let watchdog: Disposable | undefined;
  try {
    if (signal?.aborted) close();
    else await begin(opened, settings);
    watchdog = guard(opened);
    await opened.closed;
  } finally {
    watchdog?.[Symbol.dispose]();
    signal?.removeEventListener("abort", close);
    for (const name of endings) process.off(name, end);
  }
}

/** On the embedded database no other node waits for the lease: there the process is only ended when that was asked for. */
function guard({ core }: OpenCore): Disposable | undefined {
  const { node, database, logger } = core;
  if (node === null || core.isClosed()) return undefined;
  const { leaseMs, watchdog } = node.settings;
  return (watchdog ?? database.engine === "postgres") ? startWatchdog(leaseMs, logger) : undefined;
}

/** Whoever closes while it begins has what was asked for. */
async function begin(opened: OpenCore, settings: NodeSettings): Promise<void> {
  try {
    await opened.beginNode(settings);
  } catch (error) {
    if (!opened.core.isClosed()) throw error;
  }
}
