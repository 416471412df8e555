import { expect, test } from "vitest";
import type { Identity, OperatorScope, RunsFilter, RunSummary } from "../../src/index.ts";
import { bo, createTestScoria, eve, type TestScoria } from "../../src/testing/create-test-scoria.ts";
import { onEachEngine } from "../on-each-engine.ts";
import { handlersOfAllKinds, peopleOf, startAllKinds } from "./runs-of-all-kinds.ts";

/** What a run must be to be listed by a filter, told in JavaScript. */
const isMeant: { readonly [Name in keyof Required<RunsFilter>]?: (run: RunSummary, given: never) => boolean } = {
  status: (run, given: string | readonly string[]) => [given].flat().includes(run.status),
  kind: (run, given: string) => run.kind === given,
  sessionId: (run, given: string) => run.sessionId === given,
  actorId: (run, given: string) => run.actorId === given,
  queue: (run, given: string) => run.queue === given,
  waitingFor: (run, given: string) => run.status === "waiting" && run.waitingFor.kind === given,
  runId: (run, given: string) => run.runId.startsWith(given),
  createdAfter: (run, given: Date) => timeIn(run.runId) >= given.getTime(),
  createdBefore: (run, given: Date) => timeIn(run.runId) < given.getTime(),
};

function timeIn(runId: string): number {
  return Number.parseInt(runId.replaceAll("-", "").slice(0, 12), 16);
}

function filtersAround(run: RunSummary): readonly RunsFilter[] {
  const at = new Date(timeIn(run.runId));
  return [
    {},
    ...(["queued", "running", "waiting", "completed", "failed", "cancelled", "halted"] as const).map((status) => ({
      status,
    })),
    { status: ["failed", "halted"] },
    { status: ["running", "completed", "queued"] },
    { status: ["queued", "running", "waiting", "completed", "failed", "cancelled", "halted"] },
    { kind: "asks" },
    { kind: "never" },
    { sessionId: "chat-1" },
    { sessionId: "never" },
    { actorId: "bo" },
    { queue: "paused" },
    { queue: "never" },
    ...(["approval", "timer", "signal", "runs", "operator"] as const).map((waitingFor) => ({ waitingFor })),
    { runId: run.runId },
    { runId: run.runId.slice(0, 13) },
    { runId: "ffff" },
    { createdAfter: at },
    { createdBefore: at },
  ];
}

/** Filters that say something together. */
function pairsOf(filters: readonly RunsFilter[]): readonly RunsFilter[] {
  return filters.flatMap((one, at) =>
    filters.slice(at).flatMap((other) => {
      const isAboutTheSame = one !== other && Object.keys(one).some((key) => key in other);
      return isAboutTheSame ? [] : [{ ...one, ...other }];
    }),
  );
}

async function listAll(
  scoria: TestScoria,
  who: Identity | OperatorScope,
  filter: RunsFilter,
  limit: number,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (let cursor: string | null = null; ;) {
    const page: Awaited<ReturnType<typeof scoria.listRuns>> = await scoria.listRuns(who, {
      ...filter,
      limit,
      ...(cursor === null ? {} : { cursor }),
    });
    found.push(...page.runs.map(({ runId }) => runId));
    if (page.nextCursor === null) return found;
    expect(page.runs).toHaveLength(limit);
    cursor = page.nextCursor;
  }
}

onEachEngine("a list of runs", (engine) => {
  test.each([false, true])(
    "has just the runs that every filter means, whoever asks and whatever the size of a page; row security: %s",
    { timeout: 120_000 },
    async (rls) => {
      await using scoria = await createTestScoria({ engine, rls, handlers: handlersOfAllKinds });
      const all: RunSummary[] = [];
      for (const tenant of ["acme", "globex", "initech"]) all.push(...(await startAllKinds(scoria, tenant)));
      const newestFirst = all.toSorted((one, other) => (one.runId < other.runId ? 1 : -1));
      expect(new Set(all.map(({ status }) => status)).size).toBe(7);
      const waits = all.flatMap((run) => (run.status === "waiting" ? [run.waitingFor.kind] : []));
      expect(new Set(waits).size).toBe(5);

      const [ana] = peopleOf("globex");
      const two = scoria.operator({ actorId: "on-call", tenants: ["acme", "initech", "nobody"] });
      const askers: readonly [Identity | OperatorScope, readonly string[]][] = [
        [ana, ["globex"]],
        [two, two.tenants],
      ];
      const middle = newestFirst[Math.floor(newestFirst.length / 2)];
      const filters = pairsOf(filtersAround(middle as RunSummary));
      const wrong: unknown[] = [];
      for (const [at, filter] of filters.entries()) {
        for (const [who, tenants] of askers) {
          const meant = newestFirst.filter(
            (run) =>
              tenants.includes(run.tenantId) &&
              Object.entries(filter).every(([name, given]) => isMeant[name as keyof RunsFilter]?.(run, given as never)),
          );
          const found = await listAll(scoria, who, filter, [1, 2, 7, 200][at % 4] ?? 200);
          if (String(found) !== String(meant.map(({ runId }) => runId))) wrong.push({ filter, tenants });
        }
      }
      expect(wrong).toEqual([]);
      expect(filters.length).toBeGreaterThan(200);
    },
  );

  test("narrows by what it is given together, and to nothing when that cannot be", async () => {
    await using scoria = await createTestScoria({ engine, handlers: handlersOfAllKinds });
    await startAllKinds(scoria, "acme");
    const kindsOf = async (filter: RunsFilter): Promise<readonly (string | null)[]> =>
      (await scoria.listRuns(bo, filter)).runs.map(({ kind }) => kind);
    expect(await kindsOf({ status: ["failed", "halted"], actorId: "bo" })).toEqual(["halts", "fails"]);
    expect(await kindsOf({ queue: "paused", status: "queued", kind: "asks" })).toEqual(["asks"]);
    expect(await kindsOf({ waitingFor: "operator" })).toEqual(["ends"]);
    expect(await kindsOf({ waitingFor: "runs", status: ["failed", "waiting"] })).toEqual(["hasChild"]);
    expect(await kindsOf({ waitingFor: "runs", status: "completed" })).toEqual([]);
    expect(await kindsOf({ createdAfter: new Date(2_000_000_000_000), createdBefore: new Date(0) })).toEqual([]);
    expect((await scoria.listRuns(eve)).runs).toEqual([]);
  });

  test("finds a run by how its id begins, and of another tenant's id nothing", async () => {
    await using scoria = await createTestScoria({ engine });
    const { runId } = await scoria.startRun(bo, {});
    for (const length of [4, 8, 9, 13, 14, 18, 19, 23, 24, 35, 36]) {
      const { runs } = await scoria.listRuns(bo, { runId: runId.slice(0, length) });
      expect(runs.map((run) => run.runId)).toEqual([runId]);
      expect((await scoria.listRuns(eve, { runId: runId.slice(0, length) })).runs).toEqual([]);
    }
  });

  test("refuses what is no filter, and names it", async () => {
    await using scoria = await createTestScoria({ engine });
    const { runId } = await scoria.startRun(bo, {});
    const wrong: readonly [name: string, filter: object][] = [
      ["status", { status: [] }],
      ["status", { status: ["failed", "failed"] }],
      ["status", { status: ["failed", "done"] }],
      ["status", { status: new Set(["failed"]) }],
      ["queue", { queue: "" }],
      ["queue", { queue: " mail" }],
      ["waitingFor", { waitingFor: "luck" }],
      ["waitingFor", { waitingFor: ["approval"] }],
      ["runId", { runId: runId.slice(0, 3) }],
      ["runId", { runId: runId.toUpperCase() }],
      ["runId", { runId: runId.replaceAll("-", "") }],
      ["runId", { runId: `${runId}0` }],
      ["runId", { runId: "0190_%" }],
      ["createdAfter", { createdAfter: 1_700_000_000_000 }],
      ["createdAfter", { createdAfter: new Date(Number.NaN) }],
      ["createdBefore", { createdBefore: "2026-01-01" }],
    ];
    for (const [name, filter] of wrong) {
      await expect(scoria.listRuns(bo, filter), JSON.stringify(filter)).rejects.toMatchObject({
        code: "INVALID_INPUT",
        message: expect.stringMatching(new RegExp(`^${name} `)) as string,
      });
    }
  });

  test("goes on by a cursor of the same filters only, however their values are written", async () => {
    await using scoria = await createTestScoria({ engine });
    await scoria.startRuns(bo, [{}, {}, {}]);
    const at = new Date(0);
    const filter = { status: ["completed", "failed"], createdAfter: at, limit: 1 } as const;
    const { nextCursor } = await scoria.listRuns(bo, filter);
    const cursor = nextCursor ?? "";
    expect((await scoria.listRuns(bo, { ...filter, status: ["failed", "completed"], cursor })).runs).toHaveLength(1);
    expect((await scoria.listRuns(bo, { ...filter, createdAfter: new Date(at), cursor })).runs).toHaveLength(1);
    for (const other of [
      { ...filter, status: "completed" },
      { ...filter, status: ["completed", "failed", "halted"] },
      { ...filter, createdAfter: new Date(1) },
      { ...filter, createdBefore: at },
      { ...filter, queue: "default" },
      { ...filter, waitingFor: "approval", status: "waiting" },
      { ...filter, runId: "0190" },
    ] as const) {
      await expect(scoria.listRuns(bo, { ...other, cursor }), JSON.stringify(other)).rejects.toMatchObject({
        code: "INVALID_INPUT",
        message: expect.stringMatching(/^cursor /) as string,
      });
    }
    const one = await scoria.listRuns(bo, { status: "completed", limit: 1 });
    const { runs } = await scoria.listRuns(bo, { status: ["completed"], limit: 1, cursor: one.nextCursor ?? "" });
    expect(runs).toHaveLength(1);
  });
});
