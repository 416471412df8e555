import { uuidv7 } from "uuidv7";
import type { BeginRuns } from "../apart/begin-runs.ts";
import type { RecoverRuns } from "../apart/recover-runs.ts";
import { stepsOfRun, type Setting } from "../contestants/contestant.ts";
import { OtherProcess } from "../measure/other-process.ts";
import { rounded } from "../measure/statistics.ts";
import type { Workload } from "./workload.ts";

const runs = 200;
const stepMs = 20;
const allSteps = runs * stepsOfRun;
const stepsBeforeKill = allSteps / 2;

export const recovery: Workload = {
  name: "recovery",
  shows:
    `${runs} runs at once of ${stepsOfRun} steps of ${stepMs} ms, whose process is killed when half of the steps are done; ` +
    "then a new process has them end. secondsToAllDone counts from the spawn of that process, secondsAfterTakeover from when it " +
    "is up and what the killed one held is free, which some have to wait for; stepsAgain were done in both processes",
  variants: [{ runs, stepMs }],
  rounds: 3,
  compares: { figure: "secondsAfterTakeover", moreIsBetter: false },
  takes: ({ recovery: begins, recoverer: recovers }) => begins !== undefined && recovers !== undefined,
  async measure({ contestant: { name }, databaseUrl }) {
    const setting: Setting = { databaseUrl, concurrency: runs };
    const ids = Array.from({ length: runs }, () => uuidv7());
    const stepsBefore = await beginAndKill(name, setting, ids);

    let stepsAfter = 0;
    const began = performance.now();
    let mayBegin = began;
    await using recoverer = await OtherProcess.start<RecoverRuns>("recover-runs.ts", name, setting, (word) => {
      if (word === "step") stepsAfter += 1;
      if (word === "takeover") mayBegin = performance.now();
    });
    const isUp = performance.now();
    mayBegin = isUp;
    await recoverer.ask("recover", ids, stepMs);
    const ended = performance.now();
    const countEnded = await recoverer.ask("countEnded", ids);
    return {
      secondsToAllDone: rounded((ended - began) / 1_000),
      secondsAfterTakeover: rounded((ended - mayBegin) / 1_000),
      bootSeconds: rounded((isUp - began) / 1_000),
      stepsBefore,
      stepsAgain: stepsBefore + stepsAfter - allSteps,
      ...(countEnded === undefined ? {} : { lost: runs - countEnded }),
    };
  },
};

/** Resolves with how many steps were done when the process was gone. */
async function beginAndKill(name: string, setting: Setting, ids: readonly string[]): Promise<number> {
  let steps = 0;
  const half = Promise.withResolvers<void>();
  const victim = await OtherProcess.start<BeginRuns>("begin-runs.ts", name, setting, (word) => {
    if (word === "step") steps += 1;
    if (steps === stepsBeforeKill) half.resolve();
  });
  const began = victim.ask("begin", ids, stepMs).then(() => {
    throw new Error("All runs ended before their process was killed.");
  });
  try {
    await Promise.race([half.promise, began]);
  } finally {
    // Nobody waits any more for what will not come.
    began.catch(() => undefined);
    await victim.kill();
  }
  return steps;
}
