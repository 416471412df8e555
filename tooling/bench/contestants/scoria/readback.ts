import type { Identity, ScoriaCore } from "@scoria/core";
import { runsOfSession, type ReadbackWork, type Setting } from "../contestant.ts";
import { copySessions } from "../copy-sessions.ts";
import { ReadingOrder } from "../reading-order.ts";
import { sessionCopy } from "./copy-runs.ts";
import { starter } from "./starter.ts";
import { openWork } from "./work.ts";

const verified = 20;

export async function readback(setting: Setting): Promise<ReadbackWork> {
  const scoria = await openWork(setting);
  const who = scoria.identity(starter);
  let order = new ReadingOrder([], 0);
  let readers: readonly Identity[] = [];
  return {
    async fill(runs) {
      for (let run = 0; run < runsOfSession; run += 1) {
        const { runId } = await scoria.startRun(who, { initialStep: { kind: "work" } });
        await scoria.waitForRun(who, runId, { until: "settled" });
      }
      const sessions = Math.ceil(runs / runsOfSession);
      const ids = await copySessions(setting.databaseUrl, sessions, sessionCopy);
      order = new ReadingOrder(ids, sessions);
      readers = Array.from({ length: sessions }, (_, session) =>
        scoria.identity({ ...starter, sessionId: `session-${session}` }),
      );
      await verify(scoria, who, ids.slice(0, verified));
    },
    async readRun() {
      const { steps } = await scoria.getRunDetail(who, order.nextRun());
      // The run itself is the step that the others ran under.
      return steps.filter(({ parent }) => parent !== null).length;
    },
    async listSession() {
      const reader = readers[order.nextSession()] ?? who;
      const { runs } = await scoria.listRunsForSession(reader, { limit: runsOfSession });
      return runs.length;
    },
    [Symbol.asyncDispose]: () => scoria.close(),
  };
}

/** A copy without evidence that holds would be less than a run. */
async function verify(scoria: ScoriaCore, who: Identity, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const check = await scoria.verifyEvidence(who, id);
    if (!check.ok) throw new Error(`The evidence of the copy ${id} does not hold: ${JSON.stringify(check)}`);
  }
}
