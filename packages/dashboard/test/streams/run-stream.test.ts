import { createTestDatabase, createTestScoria, testIdentity, type TestEngine } from "@scoria/core/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDashboardHandler, type Authorized, type StreamLimits } from "../../src/index.ts";
import type { EntryView } from "../../src/wire/index.ts";
import { onEachEngine } from "../on-each-engine.ts";
import {
  authorizeByHeader,
  base,
  headersOf,
  openDashboard,
  operatorOf,
  type OpenDashboard,
  type OpenDashboardOptions,
} from "../open-dashboard.ts";
import { ledger } from "./ledger.ts";
import { EventReader } from "./read-events.ts";

const ana = testIdentity();

type Served = Pick<OpenDashboard, "handler">;

function ask(
  { handler }: Served,
  runId: string,
  {
    after,
    lastEventId,
    operator = operatorOf(),
  }: { after?: string | number; lastEventId?: string | number | undefined; operator?: Authorized } = {},
): Promise<Response> {
  const query = after === undefined ? "" : `?after=${String(after)}`;
  const last = lastEventId === undefined ? {} : { "last-event-id": String(lastEventId) };
  return handler(
    new Request(`${base}/api/runs/${runId}/stream${query}`, { headers: { ...headersOf(operator), ...last } }),
  );
}

async function read(served: Served, runId: string, from: Parameters<typeof ask>[2] = {}): Promise<EventReader> {
  return new EventReader(await ask(served, runId, from));
}

const seqs = (entries: readonly EntryView[]): readonly number[] => entries.map(({ seq }) => seq);
const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at + 1);

function openLedger(engine: TestEngine, options: OpenDashboardOptions = {}): Promise<OpenDashboard> {
  return openDashboard(engine, { ...options, handlers: ledger });
}

async function startLedger(scoria: OpenDashboard["scoria"]): Promise<string> {
  const { runId } = await scoria.startRun(ana, { initialStep: { kind: "ledger" } });
  await scoria.waitForRun(ana, runId, { until: "waiting" });
  return runId;
}

/** Has the run write some entries, and waits until it has. */
async function book(scoria: OpenDashboard["scoria"], runId: string, amount: number | "close" = 1): Promise<void> {
  await scoria.signalRun(ana, runId, "book", amount);
  if (amount === "close") await scoria.waitForRun(ana, runId, { until: "settled" });
}

onEachEngine("a run's stream", (engine) => {
  test("brings each entry once, in order, as it is written, and ends with the run", async () => {
    await using desk = await openLedger(engine);
    const runId = await startLedger(desk.scoria);
    const early = await read(desk, runId);
    const first = await early.entries(2);
    expect(first.map(({ type }) => type)).toEqual(["run.started", "run.waiting"]);
    await book(desk.scoria, runId);
    // The signal, that the run went on, and the step: what is there is brought before anything else happens.
    const live = await early.entries(3);
    expect(live.map(({ type }) => type)).toContain("step.completed");
    const late = await read(desk, runId);
    for (let n = 0; n < 8; n += 1) await book(desk.scoria, runId);
    await book(desk.scoria, runId, "close");
    const { entries, end } = await early.rest();
    const { entries: all } = await desk.client().call("listEntries", { params: { runId }, query: { limit: 500 } });
    expect([...first, ...live, ...entries]).toEqual(all);
    expect(end).toBe("ended");
    expect(await late.rest()).toEqual({ entries: all, end: "ended" });
  });

  test("is taken up after the last entry at another node, without a gap and none twice", async () => {
    await using database = await createTestDatabase(engine);
    await using one = await openLedger(engine, { scoria: { on: database } });
    const other = await createTestScoria({ on: database, clock: one.scoria.clock, worker: false });
    const otherHandler = { handler: createDashboardHandler(other, { authorize: authorizeByHeader }) };
    try {
      const runId = await startLedger(one.scoria);
      const seen: EntryView[] = [];
      for (let turn = 0; turn < 6; turn += 1) {
        await book(one.scoria, runId);
        const last = seen.at(-1)?.seq;
        const reader = await read(
          turn % 2 === 0 ? one : otherHandler,
          runId,
          last === undefined ? {} : { lastEventId: last },
        );
        seen.push(...(await reader.entries(2)));
        await reader.leave();
      }
      await book(one.scoria, runId, "close");
      const { entries, end } = await (await read(otherHandler, runId, { lastEventId: seen.at(-1)?.seq })).rest();
      const { entries: all } = await one.client().call("listEntries", { params: { runId }, query: { limit: 500 } });
      expect([...seen, ...entries]).toEqual(all);
      expect(end).toBe("ended");
    } finally {
      await other.close();
    }
  });

  test("of a run that is over brings what there is, and nothing is answered to who has it all", async () => {
    await using desk = await openLedger(engine);
    const { runId } = await desk.scoria.startRun(ana, {
      initialStep: { kind: "archive" },
      input: { count: 300, bytes: 3_000 },
    });
    await desk.scoria.waitForRun(ana, runId, { until: "settled" });
    const { entries, end } = await (await read(desk, runId)).rest();
    expect([seqs(entries), end]).toEqual([upTo(302), "ended"]);
    const part = await (await read(desk, runId, { after: 300 })).rest();
    expect(seqs(part.entries)).toEqual([301, 302]);
    const none = await ask(desk, runId, { lastEventId: 302 });
    expect([none.status, await none.text()]).toEqual([204, ""]);
  });

  test("ends with the facade, and is to be taken up elsewhere", async () => {
    await using desk = await openLedger(engine);
    const runId = await startLedger(desk.scoria);
    const reader = await read(desk, runId);
    await reader.entries(2);
    await desk.scoria.close();
    expect(await reader.rest()).toEqual({ entries: [], end: "closed" });
  });
});

let desk: OpenDashboard;
beforeAll(async () => {
  desk = await openLedger("pglite");
});
afterAll(() => desk[Symbol.asyncDispose]());

function limitedTo(streams: StreamLimits): Served {
  return { handler: createDashboardHandler(desk.scoria, { authorize: authorizeByHeader, streams }) };
}

test("Last-Event-ID comes before the query", async () => {
  const runId = await startLedger(desk.scoria);
  const reader = await read(desk, runId, { after: 2, lastEventId: 1 });
  expect(seqs(await reader.entries(1))).toEqual([2]);
  await reader.leave();
});

test("an id that is no entry's is refused, and who reads beside it goes on", async () => {
  const runId = await startLedger(desk.scoria);
  for (const lastEventId of ["x", "", "-1", "1.5", "1e3", "0x1", "1, 2", "01234567890", "3", "999999999"]) {
    const answer = await ask(desk, runId, { lastEventId });
    expect([lastEventId, answer.status]).toEqual([lastEventId, 400]);
  }
  for (const after of ["x", "-1", "1.5", "3", "2147483647", "2147483648", "9999999999", "99999999999"]) {
    expect([after, (await ask(desk, runId, { after })).status]).toEqual([after, 400]);
  }
  const reader = await read(desk, runId, { lastEventId: "0" });
  await book(desk.scoria, runId);
  expect(seqs(await reader.entries(3))).toEqual([1, 2, 3]);
  await reader.leave();
});

test("a run of another tenant is absent in the same words as one that never was", async () => {
  const runId = await startLedger(desk.scoria);
  const absent = "0199c0de-0000-7000-8000-000000000000";
  const operator = operatorOf({ tenants: ["globex"] });
  const [foreign, never] = await Promise.all([runId, absent].map((id) => ask(desk, id, { operator, lastEventId: 1 })));
  const bodies = [await foreign?.text(), await never?.text()];
  expect([foreign?.status, never?.status]).toEqual([404, 404]);
  expect(bodies[0]?.replaceAll(runId, absent)).toBe(bodies[1]);
});

test("there are so many places for an operator and in a process, and a closed tab gives its own back", async () => {
  const served = limitedTo({ perOperator: 2, perProcess: 3 });
  const runId = await startLedger(desk.scoria);
  const other = operatorOf({ actorId: "other" });
  const readers = [await read(served, runId), await read(served, runId)];
  const third = await ask(served, runId);
  expect([third.status, await third.json()]).toEqual([
    429,
    { error: expect.objectContaining({ code: "TOO_MANY_STREAMS" }) as unknown },
  ]);
  readers.push(await read(served, runId, { operator: other }));
  expect((await ask(served, runId, { operator: other })).status).toBe(429);
  await readers[0]?.leave();
  const again = await ask(served, runId, { operator: other });
  expect(again.status).toBe(200);
  readers.push(new EventReader(again));
  // A run that is not there takes no place, and neither does HEAD.
  await readers[1]?.leave();
  for (let n = 0; n < 5; n += 1) {
    expect((await ask(served, "0199c0de-0000-7000-8000-000000000000")).status).toBe(404);
    const head = new Request(`${base}/api/runs/${runId}/stream`, { method: "HEAD", headers: headersOf(operatorOf()) });
    expect((await served.handler(head)).status).toBe(200);
  }
  for (const reader of readers) await reader.leave();
});

test("operators of different tenants who are called the same have places of their own", async () => {
  const served = limitedTo({ perOperator: 1 });
  const runId = await startLedger(desk.scoria);
  const first = await read(served, runId);
  const both = operatorOf({ tenants: ["globex", "acme"] });
  const other = await read(served, runId, { operator: both });
  for (const operator of [operatorOf(), operatorOf({ tenants: ["acme", "globex"] })]) {
    expect((await ask(served, runId, { operator })).status).toBe(429);
  }
  await Promise.all([first.leave(), other.leave()]);
});

test("those who come at once take no more places than there are", async () => {
  const served = limitedTo({ perOperator: 3 });
  const runId = await startLedger(desk.scoria);
  await book(desk.scoria, runId, "close");
  const answers = await Promise.all(Array.from({ length: 12 }, () => ask(served, runId)));
  expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([
    ...Array<number>(3).fill(200),
    ...Array<number>(9).fill(429),
  ]);
  for (const { body } of answers) await body?.cancel();
  expect((await ask(served, runId, { lastEventId: 1 })).status).toBe(200);
});
