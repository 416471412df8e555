import fc from "fast-check";
import { expect, test } from "vitest";
import { isScoriaError } from "../../../src/errors/scoria-error.ts";
import type { RunDetail, RunSummary } from "../../../src/index.ts";
import { createTestScoria, type TestScoria } from "../../../src/testing/create-test-scoria.ts";
import { createTestDatabase, type TestEngine } from "../../../src/testing/test-databases.ts";
import { onEachEngine } from "../../on-each-engine.ts";
import { countOf, printFigure, seed, timeLimit } from "../proof.ts";
import { until } from "../races/race-database.ts";
import { faultsBetween, faultsOfDetail, faultsOfSummary, isOverdue, summaryIn } from "./find-disagreements.ts";
import { expectedOf, passedMs, script, type Move, type People, type Script, type Started } from "./moves.ts";
import { rareScripts } from "./rare-scripts.ts";
import { missingKind, shapes } from "./shapes.ts";

const count = countOf({ usual: 15, full: 500 });
/** After this long without a node that knows its kind, a run waits for an operator. */
const parkedAfterMs = 30_001;

/** Two processes on one database: one executes the shapes, the other executes nothing. */
interface World {
  readonly worker: TestScoria;
  readonly web: TestScoria;
  readonly faults: string[];
  answers: number;
}

onEachEngine("whatever is done to runs that wait in every way", (engine) => {
  test(`all answers say the same of each run, in ${count} scripts`, { timeout: timeLimit(120_000) }, async () => {
    await inWorld(engine, async (world) => {
      for (const [at, one] of fc.sample(script, { seed, numRuns: count }).entries()) {
        const from = world.faults.length;
        await play(world, one, `script-${at}`);
        if (world.faults.length > from) world.faults.push(`… in script ${at}: ${JSON.stringify(one)}`);
      }
      const { faults, answers } = world;
      printFigure({ promise: "answers agree", engine, seed, count, answers, faults: faults.length });
      expect(faults.slice(0, 10), `SCORIA_TEST_SEED=${seed}`).toEqual([]);
    });
  });

  test.for(Object.entries(rareScripts))("all answers say the same of %s", async ([, rare]) => {
    await inWorld(engine, async (world) => {
      await play(world, rare, "rare");
      expect(world.faults).toEqual([]);
    });
  });
});

async function inWorld(engine: TestEngine, work: (world: World) => Promise<void>): Promise<void> {
  const on = await createTestDatabase(engine);
  try {
    await using worker = await createTestScoria({ on, handlers: shapes });
    await using web = await createTestScoria({ on, worker: false, clock: worker.clock });
    await work({ worker: worker as unknown as TestScoria, web, faults: [], answers: 0 });
  } finally {
    await on.drop();
  }
}

async function play(world: World, { kinds, moves }: Script, sessionId: string): Promise<void> {
  const { web } = world;
  const requester = web.identity({ actorId: "ana", tenantId: "acme", sessionId });
  const people: People = { requester, reviewer: web.identity({ actorId: "bo", tenantId: "acme" }) };
  const runs: Started[] = [];
  for (const [at, kind] of kinds.entries()) {
    const start = { initialStep: { kind }, idempotencyKey: `${sessionId}/${at}` };
    // A process with handlers refuses a kind that it does not know.
    const run = await (kind === missingKind ? web : world.worker).startRun(requester, start);
    world.faults.push(...faultsOfSummary(run));
    runs.push({ runId: run.runId, start });
  }
  await using _ = observe(world, people, runs);
  await lookAtAll(world, people, runs);
  for (const move of moves) {
    if (move.verb === "passTime") await web.advance(passedMs);
    else await makeMove(world, people, runs[move.run % runs.length] as Started, move);
    await lookAtAll(world, people, runs);
  }
  for (const { runId } of runs) await web.cancelRun(requester, runId);
  await lookAtAll(world, people, runs);
}

async function makeMove(world: World, people: People, started: Started, move: Move): Promise<void> {
  const { faults } = world;
  const before = await atRest(world, people, started);
  const expected = expectedOf(move, before, started, people);
  if (expected === undefined) return;
  const what = `${move.verb} on a ${started.start.initialStep.kind} that is ${before.status}`;
  try {
    const answer = await expected.make(world[move.through]);
    const run = "run" in answer ? answer.run : answer;
    world.answers += 1;
    faults.push(...faultsOfSummary(run));
    if (expected.code !== undefined) faults.push(`${what} was taken, not refused as ${expected.code}`);
    if (run.runId !== started.runId) faults.push(`${what} answered with another run`);
    if (expected.wakes) return;
    const now = await world.web.getRun(people.requester, started.runId);
    faults.push(...faultsBetween({ getRun: now, [what]: run }));
  } catch (error) {
    if (!isScoriaError(error)) throw error;
    if (error.code !== expected.code) faults.push(`${what} was refused as ${error.code}: ${error.message}`);
    const { details, code } = error;
    const status = (details as { readonly status?: unknown }).status;
    if (code === "RUN_NOT_RESUMABLE" && status !== before.status) {
      faults.push(`${what} was told that the run is ${String(status)}`);
    }
  }
}

/** The run as it stands once it waits or has ended, and nothing is due. */
async function atRest({ web, worker }: World, { requester }: People, { runId, start }: Started): Promise<RunDetail> {
  let parked = false;
  const which = `the ${start.initialStep.kind} of ${requester.sessionId} (SCORIA_TEST_SEED=${seed})`;
  return until(`${which} is at rest`, async () => {
    const run = await web.getRunDetail(requester, runId);
    if (run.kind === missingKind && run.status === "queued" && !parked) {
      parked = true;
      await worker.advance(parkedAfterMs);
    }
    const isStill = run.finishedAt !== undefined || run.status === "waiting";
    return isStill && !isOverdue(run, worker.clock.now()) ? run : undefined;
  });
}

/** Asks everything there is to ask about each run at rest, and compares. */
async function lookAtAll(world: World, people: People, runs: readonly Started[]): Promise<void> {
  for (const run of runs) await atRest(world, people, run);
  const { web, worker, faults } = world;
  const { requester } = people;
  const { sessionId } = requester;
  const [all, session] = await Promise.all([
    web.listRuns(requester, sessionId === null ? {} : { sessionId }),
    worker.listRunsForSession(requester),
  ]);
  for (const started of runs) {
    const { runId } = started;
    const detail = await atRest(world, people, started);
    const { approvals } = await web.listApprovals(requester, { runId });
    const { approvals: pending } = await worker.listApprovals(requester, { runId, status: "pending" });
    const inList = (list: { readonly runs: readonly RunSummary[] }): RunSummary | undefined =>
      list.runs.find((run) => run.runId === runId);
    faults.push(
      ...faultsOfDetail(detail),
      ...faultsBetween({
        getRunDetail: summaryIn(detail),
        getRun: await worker.getRun(requester, runId),
        "getRun elsewhere": await web.getRun(requester, runId),
        waitForRun: await web.waitForRun(requester, runId, { until: "waiting" }),
        listRuns: inList(all),
        listRunsForSession: inList(session),
      }),
      ...faultsBetween({ getRunDetail: detail.approvals, listApprovals: approvals.toReversed() }),
      ...faultsBetween({
        getRunDetail: detail.approvals.filter(({ status }) => status === "pending"),
        "listApprovals of what is pending": pending.toReversed(),
      }),
    );
    world.answers += 8;
  }
}

/** Somebody who reads the details over and over meanwhile: each must agree with itself, at whatever moment it is read. */
function observe(world: World, { requester }: People, runs: readonly Started[]): AsyncDisposable {
  let goesOn = true;
  const watching = (async () => {
    while (goesOn) {
      for (const { runId } of runs) {
        world.faults.push(...faultsOfDetail(await world.web.getRunDetail(requester, runId)));
        world.answers += 1;
        // An embedded database answers within one turn of the event loop; others want one too.
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  })();
  return {
    async [Symbol.asyncDispose]() {
      goesOn = false;
      await watching;
    },
  };
}
