import { describe, expect, test } from "vitest";
import { verifyExport } from "../../src/index.ts";
import { atFailPoint } from "../../src/fail-points.ts";
import { ana, bo, createTestScoria, eve } from "../../src/testing/create-test-scoria.ts";
import type { TestDatabase } from "../../src/testing/test-database.ts";
import { createTestDatabase } from "../../src/testing/test-databases.ts";
import { TestClock } from "../../src/testing/test-clock.ts";
import type { RetentionOptions } from "../../src/index.ts";
import type { StatementDatabase } from "../../src/database.ts";
import { onEachEngine } from "../on-each-engine.ts";

const dayMs = 86_400_000;
const secret = "IBAN DE02 1203 0000 0000 2020 51";

onEachEngine("retention", (engine) => {
  const open = (
    retention: RetentionOptions = {},
    more: { readonly on?: TestDatabase; readonly clock?: TestClock; readonly rls?: boolean } = {},
  ) =>
    createTestScoria({
      engine,
      retention,
      handlers: {
        async refund(ctx) {
          await ctx.step("quote", () => ({ to: secret }));
          await ctx.requestApproval({ tool: "refund", arguments: { to: secret }, reason: secret });
          return { to: secret };
        },
        fails: async (): Promise<string> => {
          throw new Error(`no such account: ${secret}`);
        },
        note: async () => "kept",
      },
      ...more,
    });
  type Desk = Awaited<ReturnType<typeof open>>;

  async function finishedRefund(scoria: Desk): Promise<{ runId: string; approvalId: string }> {
    const { runId, approvalId } = await scoria.startWaitingRun(ana, {
      initialStep: { kind: "refund" },
      input: { to: secret },
      metadata: { ticket: "t-1" },
    });
    await scoria.decideApproval(bo, approvalId, { decision: "approved", reason: secret });
    await scoria.waitForRun(ana, runId, { until: "settled" });
    return { runId, approvalId };
  }

  async function finishedNote(scoria: Desk, who = ana, idempotencyKey?: string): Promise<string> {
    const key = idempotencyKey === undefined ? {} : { idempotencyKey };
    const { runId } = await scoria.startRun(who, { initialStep: { kind: "note" }, ...key });
    await scoria.waitForRun(who, runId, { until: "settled" });
    return runId;
  }

  test("never removes anything unless it is told to", async () => {
    await using scoria = await open();
    const { runId } = await finishedRefund(scoria);
    await scoria.advance(3_650 * dayMs);
    const operator = scoria.operator({ actorId: "ops", tenants: ["acme"] });
    expect(await scoria.retention.apply(operator)).toEqual({ tenants: [], more: false });
    expect(await scoria.getRunDetail(ana, runId)).toMatchObject({ status: "completed", output: { to: secret } });
  });

  test("removes the payloads of a finished run, whose evidence still verifies, also against an earlier export", async () => {
    await using scoria = await open({ payloadsAfterMs: 30 * dayMs, periodic: false });
    const { runId, approvalId } = await finishedRefund(scoria);
    const before = await scoria.getRunDetail(ana, runId);
    const early = await scoria.exportEvidence(ana, runId);
    const operator = scoria.operator({ actorId: "ops", tenants: ["acme"] });
    expect(await scoria.retention.apply(operator)).toEqual({ tenants: [], more: false });
    await scoria.advance(30 * dayMs + 1_000);
    expect(await scoria.retention.apply(operator)).toEqual({
      tenants: [{ tenantId: "acme", payloadsPruned: 1, runsDeleted: 0, leftForLanes: 0 }],
      more: false,
    });
    expect(await scoria.retention.apply(operator)).toEqual({ tenants: [], more: false });

    const entries = before.entries.length;
    expect(await scoria.verifyEvidence(ana, runId, { head: early.head })).toMatchObject({
      ok: true,
      entries,
      removed: entries,
    });
    const late = await scoria.exportEvidence(ana, runId);
    expect(late).toMatchObject({ head: early.head, removed: entries, redacted: 0 });
    expect(verifyExport(late.jsonl, { head: early.head })).toMatchObject({ ok: true, entries, removed: entries });
    expect(verifyExport(early.jsonl, { head: late.head })).toMatchObject({ ok: true });

    const detail = await scoria.getRunDetail(ana, runId);
    expect(JSON.stringify([detail, late.jsonl, await scoria.listApprovals(ana)])).not.toContain("DE02");
    expect(detail).toMatchObject({
      status: "completed",
      actorId: "ana",
      kind: "refund",
      metadata: { ticket: "t-1" },
      createdAt: before.createdAt,
      finishedAt: before.finishedAt,
    });
    expect(detail.payloadsRemovedAt).toBeInstanceOf(Date);
    for (const gone of ["output", "input", "runtime"]) expect(detail).not.toHaveProperty(gone);
    expect(
      detail.entries.map(({ seq, type, at, stepKey, role, hash }) => [seq, type, at, stepKey, role, hash]),
    ).toEqual(before.entries.map(({ seq, type, at, stepKey, role, hash }) => [seq, type, at, stepKey, role, hash]));
    for (const entry of detail.entries) {
      expect(entry).not.toHaveProperty("payload");
      expect(entry.payloadHash).toMatch(/^[0-9a-f]{64}$/);
    }
    expect(
      detail.steps.map(({ stepKey, name, role, parent, status, idempotencyKey }) => [
        stepKey,
        name,
        role,
        parent,
        status,
        idempotencyKey,
      ]),
    ).toEqual(
      before.steps.map(({ stepKey, name, role, parent, status, idempotencyKey }) => [
        stepKey,
        name,
        role,
        parent,
        status,
        idempotencyKey,
      ]),
    );
    for (const approvals of [detail.approvals, (await scoria.listApprovals(ana, { runId })).approvals]) {
      expect(approvals).toMatchObject([
        { approvalId, tool: "refund", status: "approved", decidedBy: "bo", requestedBy: "ana" },
      ]);
      expect(approvals[0]?.payloadsRemovedAt).toBeInstanceOf(Date);
      for (const gone of ["arguments", "argumentsHash", "policy", "reason", "decisionReason"]) {
        expect(approvals[0]).not.toHaveProperty(gone);
      }
    }
    const seen = [];
    for await (const entry of scoria.watchRun(ana, runId)) seen.push("payload" in entry);
    expect(seen).toEqual(before.entries.map(() => false));
    expect((await scoria.listRuns(ana)).runs).toMatchObject([{ runId, payloadsRemovedAt: detail.payloadsRemovedAt }]);
  });

  test("says of a failed run that its error is gone, and lets nobody retry it", async () => {
    await using scoria = await open({ payloadsAfterMs: dayMs, periodic: false });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "fails" } });
    await scoria.waitForRun(ana, runId, { until: "settled" });
    await scoria.advance(2 * dayMs);
    await scoria.retention.apply(scoria.operator({ actorId: "ops", tenants: ["acme"] }));
    expect(await scoria.getRun(ana, runId)).toMatchObject({ status: "failed", error: { name: "PayloadRemoved" } });
    await expect(scoria.retryRun(ana, runId)).rejects.toMatchObject({ code: "RUN_NOT_RESUMABLE" });
  });

  test("deletes a finished run, which reads like one that never was, and leaves a tombstone with its last hash", async () => {
    await using scoria = await open({ payloadsAfterMs: dayMs, runsAfterMs: 90 * dayMs, periodic: false });
    const { runId, approvalId } = await finishedRefund(scoria);
    const { head } = await scoria.exportEvidence(ana, runId);
    const { createdAt, finishedAt } = await scoria.getRun(ana, runId);
    await scoria.advance(91 * dayMs);
    const operator = scoria.operator({ actorId: "ops", tenants: ["acme"] });
    expect(await scoria.retention.tombstone(operator, runId)).toBeNull();
    expect(await scoria.retention.apply(operator)).toMatchObject({ tenants: [{ payloadsPruned: 0, runsDeleted: 1 }] });

    const absent = "0190b5a0-5e2c-7abc-8def-0123456789ab";
    const refusal = async (id: string) =>
      scoria.getRunDetail(ana, id).catch(({ code, message, details }) => ({
        code,
        message: (message as string).replaceAll(id, "?"),
        details: JSON.stringify(details).replaceAll(id, "?"),
      }));
    expect(await refusal(runId)).toEqual(await refusal(absent));
    for (const verb of [
      () => scoria.getRun(ana, runId),
      () => scoria.verifyEvidence(ana, runId, { head }),
      () => scoria.exportEvidence(ana, runId),
      () => scoria.signalRun(ana, runId, "paid"),
      () => scoria.cancelRun(ana, runId),
      () => scoria.retryRun(ana, runId),
    ]) {
      await expect(verb()).rejects.toMatchObject({ code: "RUN_NOT_FOUND" });
    }
    await expect(scoria.decideApproval(bo, approvalId, { decision: "rejected" })).rejects.toMatchObject({
      code: "APPROVAL_NOT_FOUND",
    });
    expect((await scoria.listRuns(ana)).runs).toEqual([]);
    expect((await scoria.listApprovals(ana)).approvals).toEqual([]);

    const stone = await scoria.retention.tombstone(operator, runId);
    expect(stone).toMatchObject({
      tenantId: "acme",
      status: "completed",
      head,
      createdAt,
      finishedAt,
      afterMs: 90 * dayMs,
      deletedBy: { actorId: "ops" },
    });
    const stranger = scoria.operator({ actorId: "eve", tenants: ["evil"] });
    expect(await scoria.retention.tombstone(stranger, runId)).toBeNull();
    for (const table of ["journal", "runs", "approvals", "follow_positions"]) {
      expect(await rowsOf(scoria.database, table, runId), table).toBe(0);
    }
  });

  test("frees the idempotency key of a run that it deletes, and not that of one that it prunes", async () => {
    await using scoria = await open({ payloadsAfterMs: dayMs, runsAfterMs: 3 * dayMs, periodic: false });
    const first = await finishedNote(scoria, ana, "order-7");
    const operator = scoria.operator({ actorId: "ops", tenants: ["acme"] });
    await scoria.advance(2 * dayMs);
    await scoria.retention.apply(operator);
    expect(await finishedNote(scoria, ana, "order-7")).toBe(first);
    await scoria.advance(2 * dayMs);
    await scoria.retention.apply(operator);
    expect(await finishedNote(scoria, ana, "order-7")).not.toBe(first);
  });

  test("leaves runs that wait, however old they are", async () => {
    await using scoria = await open({ runsAfterMs: dayMs, periodic: false });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "refund" }, input: {} });
    await scoria.waitForRun(ana, runId, { until: "waiting" });
    await scoria.advance(400 * dayMs);
    const operator = scoria.operator({ actorId: "ops", tenants: ["acme"] });
    expect(await scoria.retention.apply(operator)).toEqual({ tenants: [], more: false });
    expect(await scoria.getRun(ana, runId)).toMatchObject({ status: "waiting" });
  });

  test("keeps each tenant's runs as its own policy says, and touches none of a tenant it was not asked for", async () => {
    const policies: Readonly<Record<string, object>> = {
      acme: { runsAfterMs: 2 * dayMs },
      legal: { runsAfterMs: null },
    };
    await using scoria = await open({
      runsAfterMs: 10 * dayMs,
      tenant: (tenantId) => policies[tenantId],
      periodic: false,
    });
    const legal = scoria.identity({ actorId: "lea", tenantId: "legal" });
    const [ofAcme, ofEvil, ofLegal] = [
      await finishedNote(scoria),
      await finishedNote(scoria, eve),
      await finishedNote(scoria, legal),
    ];
    const all = scoria.operator({ actorId: "ops", tenants: ["acme", "evil", "legal"] });
    const acmeOnly = scoria.operator({ actorId: "ops", tenants: ["acme"] });
    await scoria.advance(3 * dayMs);
    expect(await scoria.retention.apply(all)).toMatchObject({ tenants: [{ tenantId: "acme", runsDeleted: 1 }] });
    await scoria.advance(30 * dayMs);
    expect(await scoria.retention.apply(acmeOnly)).toEqual({ tenants: [], more: false });
    expect(await scoria.getRun(eve, ofEvil)).toMatchObject({ status: "completed" });
    expect(await scoria.retention.apply(all)).toMatchObject({ tenants: [{ tenantId: "evil", runsDeleted: 1 }] });
    await expect(scoria.getRun(ana, ofAcme)).rejects.toMatchObject({ code: "RUN_NOT_FOUND" });
    expect(await scoria.getRun(legal, ofLegal)).toMatchObject({ status: "completed" });
  });

  test("counts in a dry run what it would remove, and removes nothing", async () => {
    await using scoria = await open({ payloadsAfterMs: dayMs, periodic: false });
    for (let n = 0; n < 3; n += 1) await finishedNote(scoria);
    await scoria.advance(2 * dayMs);
    const operator = scoria.operator({ actorId: "ops", tenants: ["acme"] });
    const three = { tenants: [{ tenantId: "acme", payloadsPruned: 3, runsDeleted: 0, leftForLanes: 0 }], more: false };
    expect(await scoria.retention.apply(operator, { dryRun: true })).toEqual(three);
    expect(await scoria.retention.apply(operator, { dryRun: true, limit: 2 })).toMatchObject({
      tenants: [{ payloadsPruned: 2 }],
      more: true,
    });
    expect((await scoria.listRuns(ana)).runs).toMatchObject([
      { output: "kept" },
      { output: "kept" },
      { output: "kept" },
    ]);
    expect(await scoria.retention.apply(operator, { limit: 2 })).toMatchObject({
      tenants: [{ payloadsPruned: 2 }],
      more: true,
    });
    expect(await scoria.retention.apply(operator)).toMatchObject({ tenants: [{ payloadsPruned: 1 }], more: false });
  });

  test("is done by the nodes from time to time, without being asked", async () => {
    await using scoria = await open({ payloadsAfterMs: dayMs, runsAfterMs: 2 * dayMs, everyMs: 60_000 });
    const runId = await finishedNote(scoria);
    await scoria.advance(dayMs + 60_000);
    await until(async () => (await scoria.getRun(ana, runId)).payloadsRemovedAt !== undefined);
    await scoria.advance(dayMs);
    const operator = scoria.operator({ actorId: "ops", tenants: ["acme"] });
    await until(async () => (await scoria.retention.tombstone(operator, runId)) !== null);
    expect(await scoria.retention.tombstone(operator, runId)).toMatchObject({
      deletedBy: { nodeId: expect.stringContaining("/") as string },
    });
  });

  test("leaves the runs of a tenant whose policy cannot be had, and goes on with the others", async () => {
    await using scoria = await open({
      runsAfterMs: dayMs,
      everyMs: 60_000,
      tenant: (tenantId) => {
        if (tenantId === "evil") throw new Error("the policy service is down");
        return {};
      },
    });
    const ofEvil = await finishedNote(scoria, eve);
    const ofAcme = await finishedNote(scoria);
    await scoria.advance(2 * dayMs);
    const operator = scoria.operator({ actorId: "ops", tenants: ["acme"] });
    await until(async () => (await scoria.retention.tombstone(operator, ofAcme)) !== null);
    expect(await scoria.getRun(eve, ofEvil)).toMatchObject({ status: "completed" });
    const both = scoria.operator({ actorId: "ops", tenants: ["acme", "evil"] });
    await expect(scoria.retention.apply(both)).rejects.toMatchObject({
      code: "INVALID_INPUT",
      details: { path: "retention.tenant" },
    });
  });

  test("lets nobody else change the journal or a tombstone", async () => {
    await using scoria = await open({ runsAfterMs: dayMs, periodic: false });
    const gone = await finishedNote(scoria);
    await scoria.advance(2 * dayMs);
    await scoria.retention.apply(scoria.operator({ actorId: "ops", tenants: ["acme"] }));
    const kept = await finishedNote(scoria);
    const prune = "payload = null, payload_hash = sha256(convert_to(payload::text, 'UTF8'))";
    for (const statement of [
      `update scoria.journal set ${prune} where run_id = '${kept}'`,
      `delete from scoria.journal where run_id = '${kept}'`,
      "truncate scoria.journal",
      `update scoria.tombstones set hash = '' where run_id = '${gone}'`,
      `delete from scoria.tombstones where run_id = '${gone}'`,
      "truncate scoria.tombstones",
      `select set_config('scoria.retention', 'on', false); delete from scoria.journal where run_id = '${kept}'`,
    ]) {
      for (const text of statement.split("; ")) {
        const done = scoria.database.heartbeat.query({ text, values: [] });
        if (text.startsWith("select")) await done;
        else await expect(done, text).rejects.toMatchObject({ code: "SC002" });
      }
    }
    expect(await scoria.verifyEvidence(ana, kept)).toMatchObject({ ok: true, entries: 2, removed: 0 });
  });

  test("goes on with a long run where somebody left it, and shows nobody half a run", async () => {
    const database = await createTestDatabase(engine, {}, []);
    const clock = new TestClock();
    await using one = await open({ runsAfterMs: dayMs, periodic: false }, { on: database, clock });
    const runId = await finishedNote(one);
    await lengthen(one.database, runId, 2_500);
    const { head } = await one.exportEvidence(ana, runId);
    await one.advance(2 * dayMs);
    const operator = one.operator({ actorId: "ops", tenants: ["acme"] });
    const gate = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    using _ = atFailPoint("retention.after-batch", () => {
      reached.resolve();
      return gate.promise;
    });
    const held = one.retention.apply(operator);
    await reached.promise;
    await expect(one.getRunDetail(ana, runId)).rejects.toMatchObject({ code: "RUN_NOT_FOUND" });
    expect(await rowsOf(one.database, "journal", runId)).toBe(1_500);
    {
      await using other = await open({ runsAfterMs: dayMs, periodic: false }, { on: database, clock });
      expect(await other.retention.apply(operator)).toEqual({ tenants: [], more: false });
    }
    expect(await rowsOf(one.database, "journal", runId)).toBe(0);
    expect(await one.retention.tombstone(operator, runId)).toMatchObject({ head });
    gate.resolve();
    await held;
    await one.close();
    await database.drop();
  });

  test("removes the payloads of a long run in many batches, of which a reader sees all or nothing", async () => {
    await using scoria = await open({ payloadsAfterMs: dayMs, periodic: false });
    const runId = await finishedNote(scoria);
    await lengthen(scoria.database, runId, 2_500);
    const { head } = await scoria.exportEvidence(ana, runId);
    await scoria.advance(2 * dayMs);
    const operator = scoria.operator({ actorId: "ops", tenants: ["acme"] });
    const seen: unknown[] = [];
    using _ = atFailPoint("retention.after-batch", async () => {
      const { entries, payloadsRemovedAt } = await scoria.getRunDetail(ana, runId);
      const check = await scoria.verifyEvidence(ana, runId, { head });
      seen.push([
        payloadsRemovedAt !== undefined,
        entries.filter((entry) => "payload" in entry).length,
        check.ok && check.removed,
      ]);
    });
    expect(await scoria.retention.apply(operator)).toMatchObject({ tenants: [{ payloadsPruned: 1 }], more: false });
    expect(seen).toEqual([
      [true, 0, 1_000],
      [true, 0, 2_000],
      [true, 0, 2_500],
    ]);
  });

  test("does nothing twice when two are at it", async () => {
    const database = await createTestDatabase(engine, {}, []);
    const clock = new TestClock();
    await using one = await open({ runsAfterMs: dayMs, periodic: false }, { on: database, clock });
    await using two = await open({ runsAfterMs: dayMs, periodic: false }, { on: database, clock });
    const starts = await one.startRuns(
      ana,
      Array.from({ length: 60 }, () => ({ initialStep: { kind: "note" as const } })),
    );
    for (const { runId } of starts) await one.waitForRun(ana, runId, { until: "settled" });
    await one.advance(2 * dayMs);
    const operator = one.operator({ actorId: "ops", tenants: ["acme"] });
    const reports = await Promise.all([one, two, one, two].map(async (each) => each.retention.apply(operator)));
    const deleted = reports.flatMap(({ tenants }) => tenants.map(({ runsDeleted }) => runsDeleted));
    expect(deleted.reduce((sum, runs) => sum + runs, 0)).toBe(60);
    expect((await one.listRuns(ana)).runs).toEqual([]);
    await one.close();
    await two.close();
    await database.drop();
  });

  test("works as well when the database binds reads to their tenants", async () => {
    await using scoria = await open({ payloadsAfterMs: dayMs, runsAfterMs: 3 * dayMs, periodic: false }, { rls: true });
    const { runId } = await finishedRefund(scoria);
    const { head } = await scoria.exportEvidence(ana, runId);
    const operator = scoria.operator({ actorId: "ops", tenants: ["acme"] });
    await scoria.advance(2 * dayMs);
    await scoria.retention.apply(operator);
    expect(await scoria.verifyEvidence(ana, runId, { head })).toMatchObject({ ok: true });
    expect((await scoria.getRunDetail(ana, runId)).approvals).toMatchObject([{ status: "approved" }]);
    await scoria.advance(2 * dayMs);
    await scoria.retention.apply(operator);
    await expect(scoria.getRun(ana, runId)).rejects.toMatchObject({ code: "RUN_NOT_FOUND" });
    expect(await scoria.retention.tombstone(operator, runId)).toMatchObject({ head });
  });
});

describe("the options of retention", () => {
  test.each([
    [{ payloadsAfterMs: 5 }, "INVALID_INPUT"],
    [{ runsAfterMs: "1d" }, "INVALID_INPUT"],
    [{ tenant: {} }, "INVALID_INPUT"],
    [{ runAfterMs: dayMs }, "UNKNOWN_OPTION"],
  ])("refuse %j", async (retention, code) => {
    await expect(createTestScoria({ engine: "pglite", retention: retention as never })).rejects.toMatchObject({ code });
  });
});

async function rowsOf(database: StatementDatabase, table: string, runId: string): Promise<number> {
  const { rows } = await database.control.query<{ n: number }>({
    text: `select count(*)::integer as n from scoria.${table} where run_id = $1`,
    values: [runId],
  });
  return rows[0]?.n ?? -1;
}

/** A run with so many entries, as a handler of many steps would leave it, without waiting for that. */
async function lengthen(database: StatementDatabase, runId: string, entries: number): Promise<void> {
  const text = `
do $$
declare
  tail scoria.journal;
  n integer;
  sealed bytea;
begin
  alter table scoria.journal disable trigger all;
  select * into tail from scoria.journal where run_id = '${runId}' order by seq desc limit 1;
  delete from scoria.journal where run_id = tail.run_id and seq = tail.seq;
  for n in tail.seq .. ${entries} loop
    sealed := scoria.entry_digest(tail.tenant_id, tail.run_id, tail.epoch, 1,
      case when n = ${entries} then tail.type else 'timer.set' end, tail.at, null, null, tail.payload::text);
    insert into scoria.journal (run_id, seq, tenant_id, epoch, call, type, at, payload, digest, hash)
    select p.run_id, n, p.tenant_id, tail.epoch, 1, case when n = ${entries} then tail.type else 'timer.set' end, tail.at,
      tail.payload, sealed, sha256(p.hash || int4send(n) || sealed)
    from scoria.journal p where p.run_id = tail.run_id and p.seq = n - 1;
  end loop;
  alter table scoria.journal enable trigger all;
end
$$`;
  await database.control.query({ text, values: [] });
}

/** Looks again and again; the test's own time limit ends it. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve));
}
