import { expect, test } from "vitest";
import { identity, type SessionPage } from "../../src/index.ts";
import { ana, bo, createTestScoria, eve, type TestScoria } from "../../src/testing/create-test-scoria.ts";
import { onEachEngine } from "../on-each-engine.ts";

const both = (scoria: TestScoria) => scoria.operator({ actorId: "on-call", tenants: ["acme", "evil"] });
const chat = (sessionId: string, tenantId = "acme") => identity({ actorId: "ana", tenantId, sessionId });
const idsOf = ({ sessions }: SessionPage): readonly string[] => sessions.map(({ sessionId }) => sessionId);

onEachEngine("sessions", (engine) => {
  test("are listed by their newest run, with how many they have and since when", async () => {
    await using scoria = await createTestScoria({ engine });
    const first = await scoria.startRun(chat("a"), {});
    await scoria.startRun(chat("b"), {});
    await scoria.startRun(bo, {});
    await scoria.startRun(chat("c"), {});
    const last = await scoria.startRun(chat("a"), { metadata: { turn: 2 } });
    const page = await scoria.listSessions(bo);
    expect(idsOf(page)).toEqual(["a", "c", "b"]);
    expect(page.nextCursor).toBeNull();
    expect(page.sessions[0]).toEqual({
      tenantId: "acme",
      sessionId: "a",
      runs: 2,
      runsAreMore: false,
      lastRun: await scoria.getRun(bo, last.runId),
      firstRunAt: first.createdAt,
    });
  });

  test("are the tenant's, also for an identity that has one itself", async () => {
    await using scoria = await createTestScoria({ engine });
    for (const session of ["chat-1", "chat-2"]) await scoria.startRun(chat(session), {});
    expect(idsOf(await scoria.listSessions(ana))).toEqual(["chat-2", "chat-1"]);
  });

  test.each([false, true])("of two tenants are two, and each tenant sees its own; row security: %s", async (rls) => {
    await using scoria = await createTestScoria({ engine, rls });
    await scoria.startRun(ana, {});
    await scoria.startRun(eve, {});
    await scoria.startRun(ana, {});
    const tenantsOf = ({ sessions }: SessionPage) => sessions.map(({ tenantId, runs }) => [tenantId, runs]);
    expect(tenantsOf(await scoria.listSessions(both(scoria)))).toEqual([
      ["acme", 2],
      ["evil", 1],
    ]);
    expect(tenantsOf(await scoria.listSessions(eve))).toEqual([["evil", 1]]);
    expect(tenantsOf(await scoria.listSessions(chat("chat-1", "nobody")))).toEqual([]);
  });

  test("are paged without one twice or one left out", async () => {
    await using scoria = await createTestScoria({ engine });
    const turns = Array.from({ length: 40 }, (_, turn) => chat(`chat-${(turn * 7) % 15}`, turn % 3 ? "acme" : "evil"));
    for (const who of turns) await scoria.startRun(who, {});
    const whole = await scoria.listSessions(both(scoria));
    const found: unknown[] = [];
    let page = await scoria.listSessions(both(scoria), { limit: 4 });
    for (; page.nextCursor !== null;) {
      found.push(...page.sessions);
      page = await scoria.listSessions(both(scoria), { limit: 4, cursor: page.nextCursor });
    }
    found.push(...page.sessions);
    expect(found).toEqual(whole.sessions);
    const newest = new Map(turns.map(({ tenantId, sessionId }, turn) => [`${tenantId} ${sessionId}`, turn]));
    expect(whole.sessions.map(({ tenantId, sessionId }) => `${tenantId} ${sessionId}`)).toEqual(
      [...newest].toSorted(([, one], [, other]) => other - one).map(([session]) => session),
    );
  });

  test("go on by a cursor of their own list only", async () => {
    await using scoria = await createTestScoria({ engine });
    for (const session of ["a", "b"]) await scoria.startRun(chat(session), {});
    const cursor = (await scoria.listSessions(bo, { limit: 1 })).nextCursor ?? "";
    expect(idsOf(await scoria.listSessions(bo, { limit: 1, cursor }))).toEqual(["a"]);
    const ofRuns = (await scoria.listRuns(bo, { limit: 1 })).nextCursor ?? "";
    for (const wrong of [
      () => scoria.listSessions(eve, { cursor }),
      () => scoria.listSessions(both(scoria), { cursor }),
      () => scoria.listSessions(bo, { cursor: ofRuns }),
      () => scoria.listSessions(bo, { cursor: `${cursor}A` }),
      () => scoria.listRuns(bo, { cursor }),
      () => scoria.listSessions(bo, { limit: 201 }),
    ]) {
      await expect(wrong()).rejects.toMatchObject({ code: "INVALID_INPUT" });
    }
  });

  test("have their runs counted up to a thousand", async () => {
    await using scoria = await createTestScoria({ engine });
    const start = (count: number) =>
      scoria.startRuns(
        chat("long"),
        Array.from({ length: count }, () => ({})),
      );
    const [oldest] = await start(1);
    for (const count of [500, 499]) await start(count);
    const at = (await scoria.listSessions(bo)).sessions[0];
    expect(at).toMatchObject({ runs: 1_000, runsAreMore: false, firstRunAt: oldest?.createdAt });
    await start(1);
    expect((await scoria.listSessions(bo)).sessions[0]).toMatchObject({ runs: 1_000, runsAreMore: true });
  });

  test("behind 20,000 runs of another one are on the next page, which the first one leads to", async () => {
    await using scoria = await createTestScoria({ engine });
    await scoria.startRun(chat("quiet"), {});
    await scoria.startRun(chat("busy"), {});
    // Copies of that run, each a little older.
    await scoria.database.control.query({
      text: `
insert into scoria.runs (
  run_id, tenant_id, actor_id, session_id, metadata, root_role, status, awaiting_approval, resumable, epoch, format,
  created_at, updated_at, finished_at)
select overlay(replace(run_id::text, '-', '') placing lpad(to_hex(n), 8, '0') from 25)::uuid, tenant_id, actor_id, session_id,
  metadata, root_role, status, awaiting_approval, resumable, epoch, format, created_at, updated_at, finished_at
from scoria.runs, generate_series(1, 20000) n
where session_id = 'busy'`,
      values: [],
    });
    const first = await scoria.listSessions(bo);
    expect(first.sessions).toMatchObject([{ sessionId: "busy", runs: 1_000, runsAreMore: true }]);
    const second = await scoria.listSessions(bo, { cursor: first.nextCursor ?? "" });
    expect(second).toMatchObject({ sessions: [{ sessionId: "quiet", runs: 1 }], nextCursor: null });
  });
});
