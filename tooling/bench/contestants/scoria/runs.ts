import type { RunsWork, Setting } from "../contestant.ts";
import { starter } from "./starter.ts";
import { openWork } from "./work.ts";

export async function runs(setting: Setting): Promise<RunsWork> {
  const scoria = await openWork(setting);
  const who = scoria.identity(starter);
  return {
    async run() {
      const { runId } = await scoria.startRun(who, { rootRole: "executor", initialStep: { kind: "work" } });
      await scoria.waitForRun(who, runId, { until: "settled", timeoutMs: 60_000 });
    },
    [Symbol.asyncDispose]: () => scoria.close(),
  };
}
