import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { createScoria, doctor, migrate, type DoctorCheck } from "../../../src/index.ts";
import { quietLogger } from "../../../src/seams/logger.ts";
import { ana, bo, eve, quickWorker } from "../../../src/testing/create-test-scoria.ts";
import { serverUrl } from "../../../src/testing/test-databases.ts";
import { onServer, open } from "../../databases/fresh-database.ts";
import { until } from "../races/race-database.ts";
import { TransactionPooler } from "../../databases/transaction-pooler.ts";
import { twoLogins, type TwoLogins } from "./logins.ts";

const env = {};

function openDesk(database: string, rls: boolean) {
  let tries = 0;
  return createScoria({
    database,
    rls,
    logger: quietLogger,
    worker: quickWorker,
    handlers: {
      async refund(ctx) {
        const decision = await ctx.requestApproval({ tool: "refund", arguments: { cents: 12_900 } });
        await ctx.waitForSignal("paid");
        return ctx.step("refund", () => decision.status);
      },
      flaky: () => {
        tries += 1;
        if (tries === 1) throw new Error("The first try fails.");
        return tries;
      },
      async family(ctx) {
        const done = await ctx.startChild<number>("leaf", { n: 1 });
        const [outcome] = await ctx.waitForRuns([done]);
        const rest = await ctx.startChild("leaf", { n: 0 });
        await ctx.waitForRuns([rest]);
        return outcome.status;
      },
      async leaf(ctx) {
        const { n } = ctx.input as { readonly n: number };
        if (n === 0) await ctx.waitForSignal("never");
        return n === 1 ? ctx.continueAsNew({ n: 2 }) : n;
      },
    },
  });
}

/** Everything that a host does with a run, each verb at least once. */
async function wholeStory(database: string, rls: boolean): Promise<void> {
  await using scoria = await openDesk(database, rls);
  const key = { idempotencyKey: `story-${rls}` };
  const { runId } = await scoria.startRun(ana, { initialStep: { kind: "refund" }, input: {}, ...key });
  expect(await scoria.startRun(ana, { initialStep: { kind: "refund" }, input: {}, ...key })).toMatchObject({ runId });
  await scoria.waitForRun(ana, runId, { until: "waiting" });
  const { approvals } = await scoria.listApprovals(bo, { runId, status: "pending" });
  await scoria.decideApproval(bo, approvals[0]?.approvalId ?? "", { decision: "approved", resume: false });
  await scoria.resumeRun(ana, runId);
  await scoria.signalRun(ana, runId, "paid", { by: "card" });
  const cancelled = await scoria.startRun(ana, { initialStep: { kind: "refund" }, input: {} });
  await scoria.waitForRun(ana, cancelled.runId, { until: "waiting" });
  expect(await scoria.cancelRun(ana, cancelled.runId)).toMatchObject({ run: { status: "cancelled" } });
  const failing = await scoria.startRun(ana, { initialStep: { kind: "flaky" } });
  await scoria.waitForRun(ana, failing.runId, { until: "settled" });
  await scoria.retryRun(ana, failing.runId);
  expect(await scoria.waitForRun(ana, failing.runId, { until: "settled" })).toMatchObject({ output: 2 });
  const family = await scoria.startRun(ana, { initialStep: { kind: "family" } });
  const childStates = async (): Promise<readonly string[]> =>
    (await scoria.getRunDetail(ana, family.runId)).children.map(({ status }) => status).toSorted();
  await expect.poll(childStates, { timeout: 10_000 }).toEqual(["completed", "completed", "waiting"]);
  await scoria.cancelRun(ana, family.runId);
  const { children } = await scoria.getRunDetail(ana, family.runId);
  expect(children.map(({ kind }) => kind)).toEqual(["leaf", "leaf", "leaf"]);
  for (const { runId: child } of children) await scoria.waitForRun(ana, child, { until: "settled" });
  expect(await childStates()).toEqual(["cancelled", "completed", "completed"]);
  await scoria.startRuns(ana, [{}, {}]);

  expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
    status: "completed",
    output: "approved",
  });
  const seen: string[] = [];
  for await (const { type } of scoria.watchRun(ana, runId)) seen.push(type);
  expect(seen.at(-1)).toBe("run.completed");
  const detail = await scoria.getRunDetail(ana, runId);
  expect(detail.entries.map(({ type }) => type)).toEqual(seen);
  expect(detail.approvals).toMatchObject([{ status: "approved", decidedBy: "bo" }]);
  expect(await scoria.verifyEvidence(ana, runId)).toMatchObject({ ok: true, entries: seen.length });
  const operator = scoria.operator({ actorId: "ops", tenants: ["acme", "evil"] });
  expect((await scoria.listRuns(operator, { sessionId: "chat-1" })).runs.length).toBeGreaterThanOrEqual(5);
  expect((await scoria.listRunsForSession(ana)).runs.map((run) => run.runId)).toContain(runId);
  expect((await scoria.exportEvidence(operator, runId)).head).toMatchObject({ runId, seq: seen.length });

  await scheduleStory(scoria, database);

  await expect(scoria.getRun(eve, runId)).rejects.toMatchObject({ code: "RUN_NOT_FOUND" });
  expect((await scoria.listRuns(eve)).runs).toEqual([]);
}

/** A schedule that is made due by hand, since nobody moves this clock. */
async function scheduleStory(scoria: Awaited<ReturnType<typeof openDesk>>, database: string): Promise<void> {
  await scoria.schedules.set(ana, "yearly", { kind: "flaky", cron: "@yearly" });
  await scoria.schedules.pause(ana, "yearly");
  await scoria.schedules.resume(ana, "yearly");
  const app = await open(database);
  await app.control.query({
    text: `
update scoria.schedules set due_at = scoria.clock(), next_at = scoria.clock() - interval '2 years'
where name = 'yearly'`,
    values: [],
  });
  await app.close();
  const fired = await until("the schedule has fired", async () => {
    const { schedules } = await scoria.schedules.list(ana);
    return schedules[0]?.lastFire ?? undefined;
  });
  expect(await scoria.waitForRun(ana, fired.runId, { until: "settled" })).toMatchObject({ status: "completed" });
  expect(await scoria.schedules.remove(ana, "yearly")).toBe(1);
}

async function roleCheck(database: string, rls: boolean): Promise<DoctorCheck | undefined> {
  const { checks } = await doctor({ database, rls }, { env });
  return checks.find(({ name }) => name === "role");
}

/** The SQL that a refusal tells an administrator to run. */
function sqlIn(message: string, { appRole }: TwoLogins): string {
  const sql = /: (grant .*?|select .*?)\.?$/.exec(message)?.[1] ?? "";
  return sql.replace("<the role that Scoria connects as>", appRole);
}

describe.skipIf(serverUrl === undefined)("an app that owns nothing, on tables that another login migrated", () => {
  test.each([false, true])("does all of its work as scoria_writer, row security: %s", async (rls) => {
    await using logins = await twoLogins();
    await logins.grant(`grant scoria_writer, scoria_reader to ${logins.appRole}`);
    await wholeStory(logins.app, rls);
    expect(await roleCheck(logins.app, rls)).toMatchObject({
      status: "ok",
      message: rls
        ? "The connected role may do its work, and owns nothing. Reads are bound by row security, as scoria_reader."
        : "The connected role may do its work, and owns nothing. Reads name their tenants; rls is off, so row security does not bind them.",
    });
  });

  test("is set up by the SQL of the guide", async () => {
    const guide = await readFile(new URL("../../../../../docs/security.md", import.meta.url), "utf8");
    const block = [...guide.matchAll(/```sql\n([^`]*)```/g)]
      .map(([, sql]) => sql ?? "")
      .find((sql) => /role acme/.test(sql));
    const mark = randomUUID().replaceAll("-", "");
    const sql = (block ?? "").replaceAll(/\bacme\w*/g, (name) => `${name}_${mark}`);
    const as = (role: string, password: string): string => {
      const url = new URL(serverUrl ?? "");
      [url.username, url.password, url.pathname] = [`${role}_${mark}`, password, `/acme_${mark}`];
      return url.href;
    };
    try {
      for (const statement of sql.split(";").filter((one) => one.trim() !== "")) await onServer(statement);
      const owner = as("acme_owner", "one of your own");
      await migrate({ database: owner }, { env });
      await wholeStory(as("acme_app", "another"), true);
      const stranger = new URL(owner);
      await onServer(`create role stranger_${mark} login password 'hunter2' in role scoria_writer`);
      [stranger.username, stranger.password] = [`stranger_${mark}`, "hunter2"];
      await expect(openDesk(stranger.href, false)).rejects.toMatchObject({ code: "DATABASE_UNAVAILABLE" });
    } finally {
      await onServer(`drop database if exists acme_${mark} with (force)`);
      for (const role of ["acme_owner", "acme_app", "stranger"]) await onServer(`drop role if exists ${role}_${mark}`);
    }
  });

  test("is bound behind a transaction pooler as well", async () => {
    await using logins = await twoLogins();
    await logins.grant(`grant scoria_writer, scoria_reader to ${logins.appRole}`);
    await using pooler = await TransactionPooler.open(logins.app);
    await wholeStory(pooler.url, true);
    expect(await roleCheck(pooler.url, true)).toMatchObject({ status: "ok" });
  });

  test("shows nothing of others to a statement that forgot the tenant", async () => {
    await using logins = await twoLogins();
    await logins.grant(`grant scoria_writer, scoria_reader to ${logins.appRole}`);
    await using scoria = await openDesk(logins.app, true);
    await scoria.startRun(ana, {});
    await using database = await open(logins.app);
    const all = { text: "select run_id from scoria.runs", values: [] };
    expect((await database.reader.query(all)).rows).toHaveLength(1);
    expect((await database.readAs(["acme"]).query(all)).rows).toHaveLength(1);
    expect((await database.readAs(["evil"]).query(all)).rows).toEqual([]);
  });

  test("is refused until it may become the reader, with the grant that lets it", async () => {
    await using logins = await twoLogins();
    await logins.grant(`grant scoria_writer to ${logins.appRole}`);
    const refused: unknown = await openDesk(logins.app, true).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "INVALID_INPUT", details: { path: "rls" } });
    const { message } = refused as Error;
    expect(message).toMatch(/^rls cannot be true: the connected role may not become scoria_reader\. /);
    expect(message).not.toContain(logins.appRole);
    expect(await roleCheck(logins.app, true)).toMatchObject({ status: "problem", code: "INVALID_INPUT" });
    await (await openDesk(logins.app, false)).close();
    await logins.grant(sqlIn(message, logins));
    await (await openDesk(logins.app, true)).close();
    expect(await roleCheck(logins.app, true)).toMatchObject({ status: "ok" });
  });

  test("without any grant can do nothing, and doctor says what it lacks", async () => {
    await using logins = await twoLogins();
    await logins.grant(`grant usage on schema scoria to ${logins.appRole}`);
    await logins.grant(`grant select on all tables in schema scoria to ${logins.appRole}`);
    const check = await roleCheck(logins.app, false);
    expect(check).toMatchObject({ status: "problem" });
    expect(check?.message).toMatch(/execute scoria\.write_batch.*shows it no rows\.$/);
    expect(check?.advice).toMatch(/^Grant it scoria_writer/);
  });

  test("may be the owner too, which only its reads for callers are bound for", async () => {
    await using logins = await twoLogins();
    await expect(openDesk(logins.owner, true)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await logins.grant(`grant scoria_reader to ${decodeURIComponent(new URL(logins.owner).username)}`);
    await wholeStory(logins.owner, true);
    await wholeStory(logins.owner, false);
    const check = await roleCheck(logins.owner, true);
    expect(check).toMatchObject({ status: "warning" });
    expect(check?.message).toBe(
      "The connected role owns the tables. Its reads for callers are bound by row security, as scoria_reader; nothing else that it does is.",
    );
  });
});
