import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createScoria } from "../../../src/index.ts";
import { quietLogger } from "../../../src/seams/logger.ts";
import { ana, createTestScoria, quickWorker } from "../../../src/testing/create-test-scoria.ts";
import { serverUrl } from "../../../src/testing/test-databases.ts";
import { open } from "../../databases/fresh-database.ts";
import { onEachEngine } from "../../on-each-engine.ts";
import { openRaceDatabase, type RaceDatabase } from "../races/race-database.ts";
import { completedHead, draft, groupAfter, seedRun, stepResult, writerOf, type SeededRun } from "../races/race-runs.ts";
import { twoLogins } from "../row-security/logins.ts";

const dayMs = 86_400_000;
const plainAppend = `
insert into scoria.journal (run_id, seq, tenant_id, epoch, call, type, at, payload, digest, hash)
select $1, $2, 'acme', 1, 1, 'step.completed', now(), '{}', '', '' on conflict do nothing returning seq`;

describe.skipIf(serverUrl === undefined)("a run that retention deletes", () => {
  let race: RaceDatabase;

  beforeAll(async () => {
    race = await openRaceDatabase();
  });

  afterAll(async () => race[Symbol.asyncDispose]());

  /** Six entries, of which each place is remembered as an owner who fell asleep there would. */
  async function finishedRun(): Promise<{ run: SeededRun; tails: readonly SeededRun["tail"][] }> {
    const run = await seedRun(race.database);
    const writer = writerOf(race.database);
    for (const name of ["a", "b", "c", "d"]) {
      const tail = (await race.journalOf(run.runId)).at(-1) ?? run.tail;
      await writer.write(groupAfter(run, tail, [stepResult(name, name)]));
    }
    const tail = (await race.journalOf(run.runId)).at(-1) ?? run.tail;
    const end = groupAfter(run, tail, [draft("run.completed", { output: null })], { head: completedHead });
    expect(await writer.write(end)).toBe("landed");
    await writer.close();
    return { run, tails: await race.journalOf(run.runId) };
  }

  const deleteSome = (runId: string, most: number) =>
    race.sql("select * from scoria.delete_runs(array[$1::uuid], array[0], 'node:test', $2)", [runId, most]);

  test.each([2, 4, 1_000])("takes no late entry of an owner that slept, %d of its entries gone", async (most) => {
    const { run, tails } = await finishedRun();
    await deleteSome(run.runId, most);
    const left = await race.journalOf(run.runId);
    expect(left.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6].filter((seq) => seq > most));
    const writer = writerOf(race.database);
    // An owner that wrote the end appends nothing any more.
    for (const tail of tails.slice(0, -1)) {
      const alone = groupAfter(run, tail, [stepResult("late", "late")]);
      expect(await writer.write(alone), `after entry ${tail.seq}`).toBe("displaced");
      const two = groupAfter(run, tail, [stepResult("late", "1"), stepResult("later", "2")]);
      expect(await writer.write(two), `two after entry ${tail.seq}`).toBe("displaced");
    }
    await writer.close();
    expect(await race.journalOf(run.runId)).toEqual(left);
    expect(await race.sql(plainAppend, [run.runId, 1]), "by the primary key alone one fits").toHaveLength(1);
  });

  test("is left for later while somebody holds it, and nobody waits", async () => {
    const { run } = await finishedRun();
    const { run: other } = await finishedRun();
    const holder = await race.session();
    await holder.query("begin");
    await holder.query("select 1 from scoria.runs where run_id = $1 for update", [run.runId]);
    const both = [run.runId, other.runId];
    const call = "select done, is_full from scoria.delete_runs($1::uuid[], array[0, 0], 'node:test', 1000)";
    expect(await race.sql(call, [both])).toEqual([{ done: [other.runId], is_full: false }]);
    await holder.query("rollback");
    expect(await race.sql(call, [both])).toEqual([{ done: [run.runId], is_full: false }]);
  });

  test("is deleted by functions of a role that nobody logs in as, which may do that and no more", async () => {
    expect(
      await race.sql(`
select distinct r.rolname, r.rolcanlogin, p.prosecdef, p.proconfig::text like '%search_path=pg_catalog, pg_temp%' as is_fixed
from pg_proc p join pg_roles r on r.oid = p.proowner
where p.pronamespace = 'scoria'::regnamespace and p.proname in ('remove_payloads', 'delete_runs', 'delete_left_entries')`),
    ).toEqual([{ rolname: "scoria_retention", rolcanlogin: false, prosecdef: true, is_fixed: true }]);
    const { run } = await finishedRun();
    const session = await race.session();
    await session.query("set role scoria_retention");
    await session.query("select set_config('scoria.retention', 'on', false)");
    for (const change of [
      "update scoria.journal set payload = '{}' where run_id = $1",
      "update scoria.journal set payload = null, payload_hash = sha256('') where run_id = $1",
      "delete from scoria.journal where run_id = $1",
    ]) {
      await expect(session.query(change, [run.runId]), change).rejects.toMatchObject({ code: "SC002" });
    }
    for (const change of [
      "update scoria.journal set hash = '' where run_id = $1",
      "insert into scoria.journal select * from scoria.journal where run_id = $1",
      "update scoria.runs set status = 'failed' where run_id = $1",
    ]) {
      await expect(session.query(change, [run.runId]), change).rejects.toMatchObject({ code: "42501" });
    }
  });
});

describe.skipIf(serverUrl === undefined)("an app that owns nothing", () => {
  const openDesk = (database: string, rls: boolean) =>
    createScoria({
      database,
      rls,
      logger: quietLogger,
      worker: quickWorker,
      retention: { payloadsAfterMs: dayMs, runsAfterMs: 3 * dayMs, periodic: false },
      handlers: { note: () => "kept" },
    });

  test.each([false, true])(
    "removes what is old, and cannot change the journal itself, row security: %s",
    async (rls) => {
      await using logins = await twoLogins();
      await logins.grant(`grant scoria_writer, scoria_reader to ${logins.appRole}`);
      await using app = await open(logins.app);
      await using owner = await open(logins.owner);
      const ownerRole = decodeURIComponent(new URL(logins.owner).username);

      /** Of a run that is made when the clock is `days` ahead. */
      const oneRun = async (days: number): Promise<void> => {
        await using scoria = await openDesk(logins.app, rls);
        const operator = scoria.operator({ actorId: "ops", tenants: ["acme"] });
        const { runId } = await scoria.startRun(ana, { initialStep: { kind: "note" } });
        await scoria.waitForRun(ana, runId, { until: "settled" });
        const { head } = await scoria.exportEvidence(ana, runId);
        await logins.grant(clockAhead(days + 2));
        expect(await scoria.retention.apply(operator)).toMatchObject({ tenants: [{ payloadsPruned: 1 }] });
        expect(await scoria.verifyEvidence(ana, runId, { head })).toMatchObject({ ok: true, removed: 2 });
        for (const [database, code] of [
          [app, "42501"],
          [owner, "SC002"],
        ] as const) {
          for (const change of [
            `update scoria.journal set role = 'critic' where run_id = '${runId}'`,
            `delete from scoria.journal where run_id = '${runId}'`,
            "truncate scoria.journal",
          ]) {
            await expect(database.control.query({ text: change, values: [] }), change).rejects.toMatchObject({ code });
          }
        }
        await logins.grant(clockAhead(days + 4));
        expect(await scoria.retention.apply(operator)).toMatchObject({ tenants: [{ runsDeleted: 1 }] });
        expect(await scoria.retention.tombstone(operator, runId)).toMatchObject({ head });
      };
      await oneRun(0);
      // An administrator gives the functions to the role that nobody logs in as; the app goes on as before.
      await logins.grant(`grant scoria_retention to ${ownerRole}`);
      await owner.control.query({ text: "select scoria.grant_roles()", values: [] });
      const { rows } = await owner.control.query<{ owner: string }>({
        text: "select pg_get_userbyid(proowner) as owner from pg_proc where proname = 'delete_runs'",
        values: [],
      });
      expect(rows).toEqual([{ owner: "scoria_retention" }]);
      await oneRun(4);
    },
  );
});

onEachEngine("a finished run that a lane has still to follow", (engine) => {
  test("is left until it was followed, and counted", async () => {
    await using scoria = await createTestScoria({
      engine,
      retention: { runsAfterMs: dayMs, periodic: false },
      handlers: { note: () => "kept" },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "note" } });
    await scoria.waitForRun(ana, runId, { until: "settled" });
    const follow = (isPending: boolean) =>
      scoria.database.control.query({
        text: `
insert into scoria.follow_positions (lane, run_id, tenant_id, pending, due_at) values ('billing', $1, 'acme', $2, now())
on conflict (run_id, lane) do update set pending = excluded.pending`,
        values: [runId, isPending],
      });
    await follow(true);
    await scoria.advance(2 * dayMs);
    const operator = scoria.operator({ actorId: "ops", tenants: ["acme"] });
    expect(await scoria.retention.apply(operator)).toEqual({
      tenants: [{ tenantId: "acme", payloadsPruned: 0, runsDeleted: 0, leftForLanes: 1 }],
      more: false,
    });
    await follow(false);
    expect(await scoria.retention.apply(operator)).toMatchObject({ tenants: [{ runsDeleted: 1, leftForLanes: 0 }] });
  });
});

/** The database's clock, so many days ahead: what the test clock does, for a database that two logins share. */
function clockAhead(days: number): string {
  return `
create or replace function scoria.clock() returns timestamptz
language sql volatile
as $$ select date_trunc('milliseconds', clock_timestamp() + interval '${days} days') $$`;
}
