import { Bell } from "../bell.ts";
import type { Core } from "../core.ts";
import { readEnum, readPositiveInteger } from "../decode/option-values.ts";
import { readSignal } from "../decode/read-signal.ts";
import { readOptions } from "../decode/read-options.ts";
import { closed, waitTimedOut } from "../errors/core-errors.ts";
import { readWho } from "../identity/operator-scope.ts";
import { readRunId } from "../ids/run-id.ts";
import { forOneCall } from "../patience.ts";
import { requireSharedHead } from "./read-runs.ts";
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
  const bell = new Bell();
  const ring = (): void => bell.ring();
  let told: RunSummary | undefined;
  // Watch first, then look: a change between the two is not missed.
  const unwatch = core.changes.watch(runId, "head", (now) => {
    told = now;
    bell.ring();
  });
  signal?.addEventListener("abort", ring, { once: true });
  let pauseMs = 25;
  let wasTold = true;
  try {
    for (;;) {
      signal?.throwIfAborted();
      if (core.isClosed()) throw closed("This Scoria facade");
      if (told !== undefined && tenants.includes(told.tenantId) && isOver(told, until)) return told;
      told = undefined;
      bell.reset();
      // What is at work here tells when it pauses or ends, so that there is nothing to look at before.
      const isHere = core.node?.executes(tenants, runId) === true;
      const head = isHere ? undefined : await requireSharedHead(forOneCall(core), tenants, runId);
      if (head !== undefined && isOver(head, until)) {
        if (!wasTold) core.changes.foundUntold();
        return head;
      }
      const leftMs = deadline - core.clock.monotonic();
      if (leftMs <= 0) throw waitTimedOut(runId, timeoutMs);
      await bell.wait(core.clock, Math.min(leftMs, isHere ? core.pollMs : pauseMs));
      wasTold = bell.rung || isHere;
      if (!isHere) pauseMs = Math.min(core.pollMs, pauseMs * 2);
    }
  } finally {
    unwatch();
    signal?.removeEventListener("abort", ring);
  }
}

function isOver({ finishedAt, status }: RunSummary, until: "waiting" | "settled"): boolean {
  return finishedAt !== undefined || (until === "waiting" && status === "waiting");
}
