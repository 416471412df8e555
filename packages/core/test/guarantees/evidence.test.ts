import { expect, test } from "vitest";
import fc from "fast-check";
import type { StatementDatabase } from "../../src/database.ts";
import { ana, bo, createTestScoria } from "../../src/testing/create-test-scoria.ts";
import { countOf, printFigure, seedOr, timeLimit } from "./proof.ts";
import { onEachEngine } from "../on-each-engine.ts";

const changes = countOf({ usual: 1_000, full: 20_000 });

interface JournalRow {
  run_id: string;
  seq: number;
  tenant_id: string;
  epoch: number;
  call: number;
  type: string;
  at: Date;
  step_key: string | null;
  role: string | null;
  payload: string;
  digest: string;
  hash: string;
}

/** One thing that somebody with the database's password may do to a run's rows. */
type Change = (rows: readonly JournalRow[], pick: (below: number) => number) => readonly JournalRow[];

const edit =
  (change: (row: JournalRow, pick: (below: number) => number) => Partial<JournalRow>): Change =>
  (rows, pick) => {
    const at = pick(rows.length);
    return rows.map((row, place) => (place === at ? { ...row, ...change(row, pick) } : row));
  };

const otherDigit = (hex: string, pick: (below: number) => number): string => {
  const at = pick(hex.length);
  return hex.slice(0, at) + (hex[at] === "0" ? "1" : "0") + hex.slice(at + 1);
};

const manners: Readonly<Record<string, Change>> = {
  "edit the tenant": edit(() => ({ tenant_id: "other" })),
  "edit the epoch": edit((row, pick) => ({ epoch: row.epoch + 1 + pick(3) })),
  "edit the call": edit((row, pick) => ({ call: row.call + 1 + pick(5) })),
  "edit the type": edit((row) => ({ type: row.type === "step.completed" ? "step.failed" : "step.completed" })),
  "edit the time": edit((row, pick) => ({ at: new Date(row.at.getTime() + 1 + pick(1_000)) })),
  "edit the step": edit((row) => ({ step_key: row.step_key === null ? "refund/other" : null })),
  "edit the role": edit((row) => ({ role: row.role === "critic" ? null : "critic" })),
  "edit the payload": edit((row, pick) => ({
    payload: row.payload.replace(/^\{/, `{"a${pick(9)}":1,`).replace(",}", "}"),
  })),
  "rewrite the payload's text": edit((row) => ({ payload: row.payload.replace(/^\{/, "{ ") })),
  "edit the digest": edit((row, pick) => ({ digest: otherDigit(row.digest, pick) })),
  "edit the hash": edit((row, pick) => ({ hash: otherDigit(row.hash, pick) })),
  "drop an entry": (rows, pick) => {
    const at = pick(rows.length);
    return rows.filter((_, place) => place !== at);
  },
  "drop an entry and close the gap": (rows, pick) => {
    const at = pick(rows.length);
    return rows.filter((_, place) => place !== at).map((row, place) => ({ ...row, seq: place + 1 }));
  },
  "swap two entries": (rows, pick) => {
    const a = pick(rows.length - 1);
    const b = a + 1 + pick(rows.length - a - 1);
    const seqAt = (place: number): number => rows[place === a ? b : place === b ? a : place]?.seq ?? 0;
    return rows.map((row, place) => ({ ...row, seq: seqAt(place) }));
  },
  "cut the tail": (rows, pick) => rows.slice(0, 1 + pick(rows.length - 1)),
  "say an entry twice": (rows, pick) => {
    const again = rows[pick(rows.length)];
    return again === undefined ? rows : [...rows, { ...again, seq: rows.length + 1 }];
  },
};

onEachEngine("evidence in the database", (engine) => {
  test(
    `shows each of ${changes.toLocaleString("en")} changes, with the head of an earlier export`,
    { timeout: timeLimit(120_000) },
    async () => {
      const seed = seedOr(Math.floor(Math.random() * 2 ** 31));
      await using scoria = await createTestScoria({
        engine,
        handlers: {
          async refund(ctx) {
            const quotes = await Promise.all(
              ["a", "b", "c"].map((key) => ctx.step(["quote", key], () => ({ key, cents: 1 }))),
            );
            const decision = await ctx.requestApproval({ tool: "refund", arguments: quotes });
            if (decision.status !== "approved") return "no";
            return ctx.step("refund", ({ approved }) => approved.arguments.length, { approval: decision });
          },
        },
      });
      const { runId, approvalId } = await scoria.startWaitingRun(ana, { initialStep: { kind: "refund" } });
      await scoria.decideApproval(bo, approvalId, { decision: "approved" });
      await scoria.waitForRun(ana, runId, { until: "settled" });
      const { head } = await scoria.exportEvidence(ana, runId);
      expect(await scoria.verifyEvidence(ana, runId, { head })).toMatchObject({ ok: true });

      const { database } = scoria;
      await run(database, "alter table scoria.journal disable trigger all");
      const rows = await readRows(database, runId);
      const missed: string[] = [];
      const property = fc.asyncProperty(
        fc.constantFrom(...Object.keys(manners)),
        fc.infiniteStream(fc.nat()),
        async (name, stream) => {
          const pick = (below: number): number => (stream.next().value ?? 0) % below;
          await writeRows(database, runId, manners[name]?.(rows, pick) ?? rows);
          const check = await scoria.verifyEvidence(ana, runId, { head });
          if (check.ok) missed.push(name);
        },
      );
      await fc.assert(property, { numRuns: changes, seed, endOnFailure: true });
      await writeRows(database, runId, rows);
      expect(await scoria.verifyEvidence(ana, runId, { head })).toMatchObject({ ok: true });
      printFigure({ promise: "P22", engine, seed, count: changes, found: changes - missed.length });
      expect(missed).toEqual([]);
    },
  );

  test("cannot be changed by an ordinary statement", async () => {
    await using scoria = await createTestScoria({ engine, handlers: { note: async () => "kept" } });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "note" } });
    await scoria.waitForRun(ana, runId, { until: "settled" });
    for (const statement of [
      `update scoria.journal set role = 'critic' where run_id = '${runId}'`,
      `delete from scoria.journal where run_id = '${runId}'`,
      "truncate scoria.journal",
    ]) {
      await expect(run(scoria.database, statement)).rejects.toMatchObject({ code: "SC002" });
    }
    expect(await scoria.verifyEvidence(ana, runId)).toMatchObject({ ok: true, entries: 2 });
  });

  test("of a run that has ended shows a cut tail without any head", async () => {
    await using scoria = await createTestScoria({ engine, handlers: { note: async (ctx) => ctx.step("a", () => 1) } });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "note" } });
    await scoria.waitForRun(ana, runId, { until: "settled" });
    await run(scoria.database, "alter table scoria.journal disable trigger all");
    await run(scoria.database, `delete from scoria.journal where run_id = '${runId}' and seq = 3`);
    expect(await scoria.verifyEvidence(ana, runId)).toMatchObject({ ok: false, field: "terminal" });
  });
});

async function run(database: StatementDatabase, text: string, values: readonly unknown[] = []): Promise<void> {
  await database.control.query({ text, values });
}

async function readRows(database: StatementDatabase, runId: string): Promise<readonly JournalRow[]> {
  const { rows } = await database.control.query<JournalRow>({
    text: `
select run_id, seq, tenant_id, epoch, call, type, at, step_key, role, payload::text as payload,
  encode(digest, 'hex') as digest, encode(hash, 'hex') as hash
from scoria.journal where run_id = $1 order by seq`,
    values: [runId],
  });
  return rows;
}

async function writeRows(database: StatementDatabase, runId: string, rows: readonly JournalRow[]): Promise<void> {
  await database.transaction(async (connection) => {
    await connection.query({ text: "delete from scoria.journal where run_id = $1", values: [runId] });
    for (const row of rows) {
      await connection.query({
        text: `
insert into scoria.journal (run_id, seq, tenant_id, epoch, call, type, at, step_key, role, payload, digest, hash)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::json, decode($11, 'hex'), decode($12, 'hex'))`,
        values: [
          row.run_id,
          row.seq,
          row.tenant_id,
          row.epoch,
          row.call,
          row.type,
          row.at,
          row.step_key,
          row.role,
          row.payload,
          row.digest,
          row.hash,
        ],
      });
    }
  });
}
