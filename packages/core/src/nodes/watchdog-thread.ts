// A thread of its own, started by watchdog.ts: it ends the process when the process's event loop no longer turns.
import { writeSync } from "node:fs";
import { workerData } from "node:worker_threads";
import { places, slicesOf, type WatchdogOrders } from "./watchdog-orders.ts";

const { shared, limitMs } = workerData as WatchdogOrders;
const cells = new Int32Array(shared);
const sliceMs = limitMs / slicesOf;

function watch(): void {
  let seen = -1;
  let silentSlices = 0;
  // By slices, and not by the clock: in a process that was stopped and goes on, in a machine that slept, this thread stood
  // still as well, and that is no fault of the loop.
  for (;;) {
    const turns = Atomics.load(cells, places.turns);
    silentSlices = turns === seen ? silentSlices + 1 : 0;
    seen = turns;
    if (silentSlices >= slicesOf && Atomics.load(cells, places.isDebugged) === 0) end();
    // Woken when the watchdog is called off.
    Atomics.wait(cells, places.isOver, 0, sliceMs);
    if (Atomics.load(cells, places.isOver) === 1) return;
  }
}

function end(): void {
  const line = {
    level: "error",
    message:
      `The event loop stood still for more than ${limitMs} ms, twice the lease, so the watchdog ends this process by SIGKILL. ` +
      "Its runs go on elsewhere, or once it is started again. Look for a handler that computes without a pause.",
    reason: "event_loop_stopped",
    pid: process.pid,
    at: new Date().toISOString(),
  };
  try {
    writeSync(2, `${JSON.stringify(line)}\n`);
  } catch {
    // Nobody reads it; the process ends all the same.
  }
  // No other signal would do: their listeners are called by the very loop that stands still.
  process.kill(process.pid, "SIGKILL");
}

watch();
