import { createScoria, migrate, type Identity, type ScoriaCore } from "@scoria/core";
import { stepResult, stepsOfRun, type ReadbackWork, type Setting } from "../contestant.ts";
import { copySessions } from "../copy-sessions.ts";
import { sessionCopy } from "./copy-runs.ts";
import { starter } from "./starter.ts";

const perSession = 50;
const verified = 20;

export async function readback({ databaseUrl }: Setting): Promise<ReadbackWork> {
  await migrate({ database: databaseUrl });
  const scoria = await createScoria({
    database: databaseUrl,
    handlers: {
      async work(ctx) {
        for (let step = 0; step < stepsOfRun; step += 1) await ctx.step(`step-${step}`, () => stepResult(step));
        return null;
      },
    },
  });
  const who = scoria.identity(starter);
  let ids: readonly string[] = [];
  let readers: readonly Identity[] = [];
  let reads = 0;
  let lists = 0;
  return {
    async fill(runs) {
      for (let run = 0; run < perSession; run += 1) {
        const { runId } = await scoria.startRun(who, { initialStep: { kind: "work" } });
        await scoria.waitForRun(who, runId, { until: "settled" });
      }
      const sessions = Math.ceil(runs / perSession);
      ids = await copySessions(databaseUrl, sessions, sessionCopy);
      readers = Array.from({ length: sessions }, (_, session) =>
        scoria.identity({ ...starter, sessionId: `session-${session}` }),
      );
      await verify(scoria, who, ids.slice(0, verified));
    },
    async readRun() {
      const id = ids[reads % ids.length] ?? "";
      reads += 1;
      const { steps } = await scoria.getRunDetail(who, id);
      // The run itself is the step that the others ran under.
      return steps.filter(({ parent }) => parent !== null).length;
    },
    async listSession() {
      // By a number that has no divisor in common with theirs, so that neighbours are not read in turn.
      const reader = readers[(lists * 7_919) % readers.length] ?? who;
      lists += 1;
      const { runs } = await scoria.listRunsForSession(reader, { limit: perSession });
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
