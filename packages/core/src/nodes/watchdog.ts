import inspector from "node:inspector";
import { Worker } from "node:worker_threads";
import type { Logger } from "../seams/logger.ts";
import { cellCount, places, slicesOf, type WatchdogOrders } from "./watchdog-orders.ts";

/**
 * Ends this process by SIGKILL when its event loop stands still for longer than two leases, as under a handler that computes
 * without a pause. Such a process sends no heartbeat, hears no SIGTERM and would be taken for busy by its supervisor; ended,
 * it is started again, and other nodes go on with its runs when their lease has run out. One line on standard error says why.
 *
 * Never while a debugger is attached: a breakpoint holds the loop up on purpose. A debugger that comes when the loop stands
 * still already is not noticed. It keeps no process alive.
 */
export function startWatchdog(leaseMs: number, logger: Logger): Disposable {
  const limitMs = leaseMs * 2;
  const cells = new Int32Array(new SharedArrayBuffer(cellCount * Int32Array.BYTES_PER_ELEMENT));
  const turn = (): void => {
    Atomics.store(cells, places.isDebugged, inspector.url() === undefined ? 0 : 1);
    Atomics.add(cells, places.turns, 1);
  };
  turn();
  // Twice in each of the thread's slices, so that one late turn is not taken for a silent slice.
  const turning = setInterval(turn, limitMs / slicesOf / 2);
  turning.unref();
  const thread = startThread({ shared: cells.buffer, limitMs });
  thread.on("error", (error) => {
    logger.warn(`The watchdog of this process does not work: ${error.message} A loop that stands still is not ended.`);
  });
  thread.unref();
  return {
    [Symbol.dispose]() {
      clearInterval(turning);
      Atomics.store(cells, places.isOver, 1);
      Atomics.notify(cells, places.isOver);
    },
  };
}

function startThread(orders: WatchdogOrders): Worker {
  // The compiler renames what is imported, and not what is named in a text.
  const file = import.meta.url.endsWith(".ts") ? "./watchdog-thread.ts" : "./watchdog-thread.js";
  // None of the process's own flags: a preloaded module would run once more, and a debugger's port would be taken twice.
  return new Worker(new URL(file, import.meta.url), { name: "scoria-watchdog", workerData: orders, execArgv: [] });
}
