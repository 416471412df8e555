import { sleep } from "../clock.ts";
import type { Core } from "../core.ts";
import { readEnum, readPositiveInteger } from "../decode/option-values.ts";
import { readSignal } from "../decode/read-signal.ts";
import { readOptions } from "../decode/read-options.ts";
import { closed, waitTimedOut } from "../errors/core-errors.ts";
import { readWho } from "../identity/operator-scope.ts";
import { readRunId } from "../ids/run-id.ts";
import { forOneCall } from "../patience.ts";
import { requireHead } from "./read-runs.ts";
import type { RunSummary } from "./run.ts";

const longestWaitMs = 24 * 60 * 60 * 1000;

/**
 * Waits until a run waits or has ended. What happens in this process wakes it at once, and what happens elsewhere as soon as
 * it is notified of it; else it finds it by looking, at first often, then at the poll interval.
 */
export async function waitForRun(core: Core, who: unknown, givenRunId: unknown, options: unknown): Promise<RunSummary> {
  const { tenants } = readWho(who);
  const runId = readRunId(givenRunId);
  const given = readOptions(options, ["until", "timeoutMs", "signal"], "waitForRun");
  const until = readEnum(given.until, "until", ["waiting", "settled"]);
  const timeoutMs =
    given.timeoutMs === undefined ? 30_000 : readPositiveInteger(given.timeoutMs, "timeoutMs", { max: longestWaitMs });
  const signal = readSignal(given.signal);

  const deadline = core.clock.monotonic() + timeoutMs;
  let pauseMs = 25;
  let wasTold = true;
  for (;;) {
    // Watch first, then look: a change between the two is not missed.
    const change = new AbortController();
    const wake = (): void => change.abort();
    const unwatch = core.changes.watch(runId, "head", wake);
    signal?.addEventListener("abort", wake, { once: true });
    try {
      signal?.throwIfAborted();
      if (core.isClosed()) throw closed("This Scoria facade");
      const head = await requireHead(forOneCall(core), tenants, runId);
      if (head.finishedAt !== undefined || (until === "waiting" && head.status === "waiting")) {
        if (!wasTold) core.changes.foundUntold();
        return head;
      }
      const leftMs = deadline - core.clock.monotonic();
      if (leftMs <= 0) throw waitTimedOut(runId, timeoutMs);
      await sleep(core.clock, Math.min(leftMs, pauseMs), change.signal);
      wasTold = change.signal.aborted;
      pauseMs = Math.min(core.pollMs, pauseMs * 2);
    } finally {
      unwatch();
      signal?.removeEventListener("abort", wake);
    }
  }
}
