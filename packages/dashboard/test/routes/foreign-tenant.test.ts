import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { paths, type RouteName } from "../../src/wire/index.ts";
import { onEachEngine } from "../on-each-engine.ts";
import { callsNaming, type Names } from "./calls.ts";
import { send } from "./send.ts";
import { canary, namesOfNothing, openTwoTenants, withoutNames, type TwoTenants } from "./two-tenants.ts";

const names = Object.keys(paths) as RouteName[];
/** Their answers are of the moment. */
const changing: readonly RouteName[] = ["getHome", "listNodes", "actOnLane"];

function sweep(open: () => Promise<TwoTenants>): void {
  let two: TwoTenants;
  beforeAll(async () => {
    two = await open();
  });
  afterAll(() => two[Symbol.asyncDispose]());

  test("does not change what an operator sees of its own: lists, counts, sessions, queues and the lane", async () => {
    const { desk, ours, theirs } = two;
    const op = desk.client(ours.operator);
    const { runs } = await op.call("listRuns", { query: { limit: 200 } });
    expect(new Set(runs.map(({ tenantId }) => tenantId))).toEqual(new Set(["acme"]));
    const home = await op.call("getHome");
    const total = Object.values(home.runs).reduce((sum: number, count) => sum + Number(count), 0);
    expect(total).toBe(runs.length);
    expect(home.approvals.pending).toBe(1);
    const { approvals } = await op.call("listApprovals", { query: { limit: 200 } });
    expect(approvals.map(({ tenantId }) => tenantId)).toEqual(["acme", "acme"]);
    expect((await op.call("listSessions")).sessions).toMatchObject([
      { tenantId: "acme", sessionId: "chat-1", runs: runs.length - 1 },
      { tenantId: "acme", sessionId: "second-chat-1", runs: 1 },
    ]);
    expect((await op.call("listSchedules")).schedules.map(({ tenantId }) => tenantId)).toEqual(["acme", "acme"]);
    const { queues } = await op.call("listQueues");
    expect(queues.map(({ queue }) => queue)).toEqual(["default", "queue-of-acme"]);
    expect(queues[0]?.limits.tenantWeights).toEqual({ acme: 2 });
    expect(queues[1]).toMatchObject({ depth: 1 });
    const { lastApproved } = await op.call("getApproval", { params: { approvalId: ours.names.approvalId } });
    expect(lastApproved?.tenantId).toBe("acme");
    const decided = await desk.client(theirs.operator).call("listApprovals", { query: { status: ["approved"] } });
    expect(decided.approvals).toHaveLength(1);
    const both = desk.client({ ...ours.operator, tenants: ["acme", "globex"] });
    expect(new Set((await both.call("listRuns")).runs.map(({ tenantId }) => tenantId)).size).toBe(2);
  });

  test("is in no answer, and what is named of it is answered like what never was, to the byte", async () => {
    const { desk, ours, theirs } = two;
    const nothing = namesOfNothing(theirs.names);
    const foreign = callsNaming(theirs.names);
    const absent = callsNaming(nothing);
    const before = await theirs.record();
    let calls = 0;
    for (const name of names) {
      for (const [at, call] of foreign[name].entries()) {
        const ask = async (asked: unknown, of: Names): Promise<object> => {
          const answer = await send(desk.handler, ours.operator, name, asked as never);
          return { ...answer, text: withoutNames(answer.text, of), at };
        };
        const answer = await ask(call, theirs.names);
        expect({ name, leaked: leaksIn(JSON.stringify(answer), theirs.runIds) }).toEqual({ name, leaked: [] });
        if (!changing.includes(name))
          expect({ name, answer }).toEqual({ name, answer: await ask(absent[name][at], nothing) });
        calls += 1;
      }
    }
    expect(await theirs.record()).toEqual(before);
    console.log(JSON.stringify({ figure: "calls that name another tenant's things", routes: names.length, calls }));

    // The same calls say something to whom they belong.
    const unanswered: RouteName[] = [];
    for (const name of names) {
      const [call] = foreign[name];
      const streamed = name === "streamRun" ? 1 : undefined;
      const { status } = await send(desk.handler, theirs.operator, name, call as never, streamed);
      // What was cancelled a moment before is not retried, resumed or decided any more.
      if (status !== 200 && status !== 409) unanswered.push(name);
    }
    expect(unanswered).toEqual(["drainNode", "quarantineNode", "releaseNode"]);
  });
}

onEachEngine("another tenant", (engine) => {
  sweep(() => openTwoTenants(engine));
  describe.skipIf(engine === "pglite")("where the database holds each read to its tenants", () => {
    sweep(() => openTwoTenants(engine, { rls: true }));
  });
});

/** What of the other tenant stands in a text. */
function leaksIn(text: string, runIds: readonly string[]): readonly string[] {
  return [canary, canary.toUpperCase(), "globex", ...runIds].filter((word) => text.includes(word));
}
