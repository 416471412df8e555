import pg from "pg";
import { expect, test } from "vitest";
import { createScoria, migrate } from "../../../src/index.ts";
import { quietLogger } from "../../../src/seams/logger.ts";
import { ana, bo } from "../../../src/testing/create-test-scoria.ts";
import { serverUrl } from "../../../src/testing/test-databases.ts";
import { freshServerDatabase } from "../../databases/fresh-database.ts";
import { countOf, printFigure, timeLimit } from "../proof.ts";
import { DeskNode } from "./desk-node.ts";
import { noteLane, type Version } from "./desk.ts";

test.skipIf(serverUrl === undefined)(
  "a deploy under load loses no run, does no step twice, and no process complains, while old and new stand side by side",
  { timeout: timeLimit(120_000) },
  async () => {
    const each = countOf({ usual: 40, full: 1_000 });
    await using server = await freshServerDatabase();
    const optionsOf = (version: Version) =>
      ({ database: server.url, logger: quietLogger, worker: false, lanes: { note: noteLane(version) } }) as const;
    await migrate(optionsOf("as it was"), { env: {} });
    const outside = new pg.Client({ connectionString: server.url });
    outside.on("error", () => {}); // the database is dropped under it when the test fails
    await outside.connect();
    await outside.query("create table public.effects (run_id text, step text, version text)");

    // A web process of the old version goes on to start and decide through all of it.
    await using front = await createScoria(optionsOf("as it was"));
    const runIds: string[] = [];
    let orders = 0;
    const start = async (): Promise<string> => {
      const { runId } = await front.startRun(ana, {
        initialStep: { kind: "order" },
        idempotencyKey: `order-${(orders += 1)}`,
      });
      runIds.push(runId);
      return runId;
    };
    const decide = async (runId: string): Promise<void> => {
      const run = await front.waitForRun(ana, runId, { until: "waiting", timeoutMs: 60_000 });
      if (run.status !== "waiting" || run.waitingFor.kind !== "approval") throw new Error(`It is ${run.status}.`);
      await front.decideApproval(bo, run.waitingFor.approvalId, { decision: "approved" });
    };
    /** So many orders from beginning to end, four at a time. */
    const load = async (count: number): Promise<void> => {
      let left = count;
      const customer = async (): Promise<void> => {
        while (left > 0) {
          left -= 1;
          const runId = await start();
          await decide(runId);
          await front.waitForRun(ana, runId, { until: "settled", timeoutMs: 60_000 });
        }
      };
      await Promise.all(Array.from({ length: 4 }, customer));
    };

    await using oldOne = await DeskNode.start(server.url, "as it was", "old-1");
    await using oldOther = await DeskNode.start(server.url, "as it was", "old-2");
    const paused: string[] = [];
    for (let times = 0; times < 8; times += 1) paused.push(await start());
    await load(each);

    const [{ applied }] = await Promise.all([migrate(optionsOf("as it is"), { env: {} }), load(each)]);
    expect(applied.map(({ name }) => name)).toEqual(["0002-lengths", "0003-by-text"]);

    const beside = load(each);
    await using newOne = await DeskNode.start(server.url, "as it is", "new-1");
    await Promise.all([load(each), oldOne.replace()]);
    await using newOther = await DeskNode.start(server.url, "as it is", "new-2");
    await Promise.all([load(each), oldOther.replace(), beside]);
    // These began in the old version and wait since; only the new one is left to go on with them.
    await Promise.all(paused.map(decide));
    const ended = await Promise.all(
      runIds.map((runId) => front.waitForRun(ana, runId, { until: "settled", timeoutMs: 60_000 })),
    );

    const { rows: effects } = await outside.query<{ run_id: string; step: string; version: Version; n: number }>(
      "select run_id, step, min(version) as version, count(*)::integer as n from public.effects group by 1, 2",
    );
    const outputs = ended.flatMap((run) => (run.status === "completed" ? [run.output as Record<string, Version>] : []));
    const across = outputs.filter(({ reserved, ended: at }) => reserved === "as it was" && at === "as it is").length;
    const complaints = [oldOne, oldOther, newOne, newOther].flatMap((node) => node.complaints);
    const twice = effects.filter(({ n }) => n > 1).length;
    printFigure({
      promise: "P16",
      engine: "postgres",
      runs: runIds.length,
      across,
      twice,
      complaints: complaints.length,
    });
    expect(outputs).toHaveLength(runIds.length);
    expect(new Set(runIds).size).toBe(runIds.length);
    expect(twice).toBe(0);
    expect(effects.filter(({ step }) => step === "ship")).toHaveLength(runIds.length);
    expect(effects.filter(({ step }) => step === "tell")).toHaveLength(
      outputs.filter(({ ended: at }) => at === "as it is").length,
    );
    expect(across, "those that waited went on in the new version").toBeGreaterThanOrEqual(paused.length);
    expect(complaints).toEqual([]);
    for (const runId of runIds) expect(await front.verifyEvidence(ana, runId)).toMatchObject({ ok: true });
    await expect
      .poll(async () => (await outside.query("select count(*)::integer as n from scoria.note_notes")).rows, {
        timeout: 20_000,
        interval: 20,
      })
      .toEqual([{ n: runIds.length }]);
    await outside.end();
  },
);
