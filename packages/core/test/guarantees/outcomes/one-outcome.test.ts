import { describe, expect, test } from "vitest";
import type { Database } from "../../../src/database.ts";
import { isScoriaError } from "../../../src/errors/scoria-error.ts";
import type { HandlerContext } from "../../../src/index.ts";
import { openScoria } from "../../../src/open-scoria.ts";
import type { ScoriaCore } from "../../../src/scoria.ts";
import { quietLogger } from "../../../src/seams/logger.ts";
import { ana, quickWorker } from "../../../src/testing/create-test-scoria.ts";
import { TestClock } from "../../../src/testing/test-clock.ts";
import { createTestDatabase, serverUrl, type TestEngine } from "../../../src/testing/test-databases.ts";
import { onEachEngine } from "../../on-each-engine.ts";
import { countOf, printFigure, seed, timeLimit } from "../proof.ts";
import { findFaults, outcomesOf, type Finished, type Told } from "./find-faults.ts";
import { readThenDecide } from "./naive/read-then-decide.ts";
import { planRaces, type PlannedRace, type Rival } from "./race-plan.ts";

const counts = {
  postgres: countOf({ usual: 500, full: 10_000 }),
  pglite: countOf({ usual: 100, full: 1_000 }),
} satisfies Record<TestEngine, number>;
const atOnce = 10;
/** Below the two thirds of a lease after which a node stops its work when its clock jumps. */
const expiresInMs = 500;

const handlers = {
  async ask(ctx: HandlerContext) {
    const { expires } = ctx.input as { readonly expires: boolean };
    const decision = await ctx.requestApproval({ tool: "pay", arguments: {}, ...(expires ? { expiresInMs } : {}) });
    return decision.status;
  },
};

/** Two processes on one database, one of which executes runs, and a clock that is also the database's. */
interface Field extends AsyncDisposable {
  readonly worker: ScoriaCore;
  readonly web: ScoriaCore;
  passTime(): Promise<void>;
}

async function openField(
  engine: TestEngine,
  between: (database: Database) => Database = (same) => same,
): Promise<Field> {
  const on = await createTestDatabase(engine);
  const clock = new TestClock();
  const open = async (worker: object | false): Promise<ScoriaCore> => {
    const options = { logger: quietLogger, worker, migrate: "check", ...(worker === false ? {} : { handlers }) };
    return openScoria(options, { clock, database: between(await on.open()), env: {} });
  };
  const [worker, web] = [await open(quickWorker), await open(false)];
  const time = await on.open();
  return {
    worker,
    web,
    passTime: () => clock.advance(expiresInMs, time.control),
    async [Symbol.asyncDispose]() {
      await Promise.all([worker.close(), web.close(), time.close()]);
      await on.drop();
    },
  };
}

interface Waiting {
  readonly plan: PlannedRace;
  readonly runId: string;
  readonly approvalId: string;
}

/** Brings some runs to their approval, lets all their rivals go at once, and looks at what became of each. */
async function race(field: Field, plans: readonly PlannedRace[]): Promise<readonly Finished[]> {
  const waiting = await Promise.all(plans.map((plan) => untilWaiting(field, plan)));
  // One moment for all that expires: it comes when the first of those rivals sets out.
  let passing: Promise<void> | undefined;
  const go = async (rival: PlannedRace["rivals"][number], { runId, approvalId }: Waiting): Promise<unknown> => {
    if (rival.kind === "expire") return (passing ??= field.passTime());
    const scoria = field[rival.through];
    const who = scoria.identity({ actorId: rival.by, tenantId: "acme" });
    if (rival.kind === "cancel") return scoria.cancelRun(who, runId);
    const { decision, resume } = rival;
    return scoria.decideApproval(who, approvalId, { decision, resume });
  };
  return Promise.all(
    waiting.map(async (run) => {
      const answers = await Promise.allSettled(run.plan.rivals.map((rival) => go(rival, run)));
      const told = answers.map((answer, at) => ({ rival: run.plan.rivals[at] as Rival, answer }) as Told);
      return finish(field, run, told);
    }),
  );
}

async function untilWaiting({ worker }: Field, plan: PlannedRace): Promise<Waiting> {
  const expires = plan.rivals.some(({ kind }) => kind === "expire");
  const { runId } = await worker.startRun(ana, { initialStep: { kind: "ask" }, input: { expires } });
  const run = await worker.waitForRun(ana, runId, { until: "waiting" });
  if (run.status !== "waiting" || run.waitingFor.kind !== "approval") throw new Error(`The run is ${run.status}.`);
  return { plan, runId, approvalId: run.waitingFor.approvalId };
}

async function finish({ worker, web }: Field, run: Waiting, told: readonly Told[]): Promise<Finished> {
  const { runId, approvalId } = run;
  if (told.some(({ rival, answer }) => rival.kind === "decide" && !rival.resume && answer.status === "fulfilled")) {
    // Whoever decided without resuming resumes now, unless the run was cancelled meanwhile.
    await web.resumeRun(ana, runId).catch((error: unknown) => {
      if (!isScoriaError(error, "RUN_NOT_RESUMABLE")) throw error;
    });
  }
  // A run that does not end is a fault among others.
  await worker.waitForRun(ana, runId, { until: "settled", timeoutMs: 20_000 }).catch((error: unknown) => {
    if (!isScoriaError(error, "WAIT_TIMED_OUT")) throw error;
  });
  const { approvals } = await web.listApprovals(ana, { runId });
  const inbox = approvals.find((one) => one.approvalId === approvalId);
  if (inbox === undefined) throw new Error("The inbox has lost the approval.");
  const detail = await web.getRunDetail(ana, runId);
  return { told, run: detail, inbox, evidenceHolds: (await web.verifyEvidence(ana, runId)).ok };
}

async function raceAll(field: Field, plans: readonly PlannedRace[]): Promise<readonly Finished[]> {
  const finished: Finished[] = [];
  for (let from = 0; from < plans.length; from += atOnce) {
    finished.push(...(await race(field, plans.slice(from, from + atOnce))));
  }
  return finished;
}

function countEach(words: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

onEachEngine("an approval that is approved, rejected, cancelled and over its time, all at one moment", (engine) => {
  const count = counts[engine];

  test(`has one outcome on which all agree, ${count} times`, { timeout: timeLimit(120_000) }, async () => {
    await using field = await openField(engine);
    const finished = await raceAll(field, planRaces(seed, count));
    const faults = finished.flatMap(findFaults);
    const outcomes = countEach(finished.flatMap(({ run }) => outcomesOf(run)));
    const losers = finished.flatMap(({ told }) => told).filter(({ answer }) => answer.status === "rejected").length;
    printFigure({ promise: "P6", engine, seed, count, ...outcomes, losers, faults: faults.length });
    expect(countEach(faults), `SCORIA_TEST_SEED=${seed}`).toEqual({});
    // Each kind of rival wins sometimes, or it would not have been a race.
    expect(Object.keys(outcomes).toSorted()).toEqual(["decided", "expired", "withdrawn"]);
    expect((await field.web.listApprovals(ana, { status: "pending" })).approvals).toEqual([]);
  });
});

describe.skipIf(serverUrl === undefined)("a decision that reads first and writes then", () => {
  test("gives one request two outcomes, which the same look finds", { timeout: 120_000 }, async () => {
    const naive = (database: Database): Database => ({ ...database, control: readThenDecide(database.control) });
    await using field = await openField("postgres", naive);
    const rival = (by: string, decision: "approved" | "rejected"): PlannedRace["rivals"][number] => ({
      kind: "decide",
      by,
      decision,
      resume: true,
      through: by === "bo" ? "worker" : "web",
    });
    const plan = { rivals: [rival("bo", "approved"), rival("cy", "rejected")] };
    const finished = await raceAll(
      field,
      Array.from({ length: 50 }, () => plan),
    );
    const caught = finished.filter((one) => findFaults(one).length > 0).length;
    printFigure({ promise: "P6, naive: reads, then writes", engine: "postgres", count: 50, caught });
    expect(caught).toBeGreaterThan(0);
  });
});
