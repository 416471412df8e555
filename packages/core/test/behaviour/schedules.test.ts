import { expect, test } from "vitest";
import { z } from "zod";
import type { SchedulePage, ScoriaOptions } from "../../src/index.ts";
import { atFailPoint } from "../../src/fail-points.ts";
import { ana, bo, createTestScoria, eve, type TestScoria } from "../../src/testing/create-test-scoria.ts";
import { TestClock } from "../../src/testing/test-clock.ts";
import { createTestDatabase } from "../../src/testing/test-databases.ts";
import { quietLogger } from "../../src/seams/logger.ts";
import { until } from "../guarantees/races/race-database.ts";
import { onEachEngine } from "../on-each-engine.ts";
import { firesOf, moveTo, untilFired } from "./scheduled-runs.ts";

const hour = 3_600_000;
const day = 24 * hour;
const daily = { kind: "note", cron: "30 2 * * *" } as const;
/** A Monday, in a year that no machine has come to. */
const monday = new Date("2040-01-02T12:00:00Z");
const operator = (scoria: TestScoria, tenants = ["acme", "evil"]) => scoria.operator({ actorId: "on-call", tenants });

onEachEngine("a schedule", (engine) => {
  /** A facade at noon of that Monday. */
  async function open(more: Partial<ScoriaOptions> = {}): Promise<TestScoria> {
    const handlers = {
      note: (ctx: { readonly input: unknown }) => ctx.input ?? null,
      order: { input: z.object({ id: z.string().trim() }), run: (ctx: { readonly input: unknown }) => ctx.input },
    };
    const scoria = (await createTestScoria({ engine, handlers, ...more } as never)) as TestScoria;
    await moveTo(scoria, monday);
    return scoria;
  }

  test("starts one run each time it comes due, for the actor, session and metadata it was set with", async () => {
    await using scoria = await open();
    await scoria.schedules.set(ana, "nightly", { ...daily, input: { a: 1 }, metadata: { m: 1 }, rootRole: "planner" });
    await moveTo(scoria, new Date("2040-01-03T02:29:59Z"));
    expect((await scoria.schedules.list(ana)).schedules[0]?.lastFire).toBeNull();
    await moveTo(scoria, new Date("2040-01-03T02:30:00Z"));
    await untilFired(scoria, ana, 1);
    await moveTo(scoria, new Date("2040-01-04T02:30:00Z"));
    const fires = await untilFired(scoria, ana, 2);
    expect(fires.map(({ dueAt }) => dueAt)).toEqual(["2040-01-03T02:30:00.000Z", "2040-01-04T02:30:00.000Z"]);

    const last = fires[1]?.runId ?? "";
    const run = await scoria.waitForRun(ana, last, { until: "settled" });
    expect(run).toMatchObject({
      status: "completed",
      output: { a: 1 },
      actorId: "ana",
      sessionId: "chat-1",
      rootRole: "planner",
      metadata: { m: 1 },
    });
    const { entries } = await scoria.getRunDetail(ana, last);
    expect(entries[0]).toMatchObject({
      type: "run.started",
      payload: { schedule: { name: "nightly", dueAt: Date.parse("2040-01-04T02:30:00Z") } },
    });
    expect(await scoria.verifyEvidence(ana, last)).toMatchObject({ ok: true });
    const [schedule] = (await scoria.schedules.list(ana)).schedules;
    expect(schedule).toMatchObject({
      name: "nightly",
      cron: "30 2 * * *",
      timeZone: "UTC",
      missed: "latest",
      paused: false,
      lastFire: { runId: last, dueAt: new Date("2040-01-04T02:30:00Z") },
    });
    expect(schedule?.nextTimes.map((time) => time.toISOString().slice(0, 16))).toEqual([
      "2040-01-05T02:30",
      "2040-01-06T02:30",
      "2040-01-07T02:30",
      "2040-01-08T02:30",
      "2040-01-09T02:30",
    ]);
  });

  test("tells its handler when it was due, and a run that somebody started that it has none", async () => {
    await using scoria = await open({
      handlers: { due: (ctx: { readonly schedule: unknown }) => ctx.schedule } as never,
    });
    await scoria.schedules.set(ana, "hourly", { kind: "due", cron: "@hourly" });
    await moveTo(scoria, new Date("2040-01-02T13:00:05Z"));
    const [fire] = await untilFired(scoria, ana, 1);
    expect(await scoria.waitForRun(ana, fire?.runId ?? "", { until: "settled" })).toMatchObject({
      output: { name: "hourly", dueAt: "2040-01-02T13:00:00.000Z" },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "due" } });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ output: null });
  });

  test("starts its run once where several processes look", async () => {
    const on = await createTestDatabase(engine);
    const clock = new TestClock();
    const facades = await Promise.all(
      Array.from({ length: 3 }, () => createTestScoria({ on, clock, handlers: { note: () => null } })),
    );
    const [one] = facades as unknown as [TestScoria];
    try {
      await moveTo(one, monday);
      await one.schedules.set(ana, "hourly", { kind: "note", cron: "@hourly", missed: "all" });
      for (let fired = 1; fired <= 10; fired += 1) {
        await one.advance(hour);
        await untilFired(one, ana, fired);
      }
      const dues = (await firesOf(one, ana)).map(({ dueAt }) => dueAt);
      expect(dues).toHaveLength(10);
      expect(new Set(dues).size).toBe(10);
    } finally {
      await Promise.all(facades.map((facade) => facade.close()));
      await on.drop();
    }
  });

  test("whose process stands still in the middle of a fire is fired once, also when it was set anew meanwhile", async () => {
    const on = await createTestDatabase(engine);
    const clock = new TestClock();
    const reached = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    let times = 0;
    using _disarm = atFailPoint("schedule.after-start", () => {
      times += 1;
      if (times > 1) return undefined;
      reached.resolve();
      return goOn.promise;
    });
    const openOne = async () =>
      (await createTestScoria({ on, clock, handlers: { note: (ctx) => ctx.input ?? null } })) as unknown as TestScoria;
    const still = await openOne();
    try {
      await still.schedules.set(ana, "hourly", { kind: "note", cron: "@hourly", input: "old" });
      await still.advance(hour);
      await reached.promise;
      await still.schedules.set(ana, "hourly", { kind: "note", cron: "@hourly", input: "new" });
      await using other = await openOne();
      await other.advance(15_000);
      const [fire, ...more] = await untilFired(other, ana, 1);
      goOn.resolve();
      await still.close();
      expect(times).toBe(2);
      expect(more).toEqual([]);
      expect(await firesOf(other, ana)).toEqual([fire]);
      expect((await other.schedules.list(ana)).schedules).toMatchObject([
        { input: "new", lastFire: { runId: fire?.runId } },
      ]);
      expect(await other.waitForRun(ana, fire?.runId ?? "", { until: "settled" })).toMatchObject({ output: "old" });
    } finally {
      goOn.resolve();
      await still.close();
      await on.drop();
    }
  });

  test("whose run cannot be started says so in the log, and fires when it can", async () => {
    const warnings: string[] = [];
    let broken = true;
    await using scoria = await open({
      logger: { ...quietLogger, warn: (message: string) => void warnings.push(message) },
      defaults: {
        actor: () => {
          if (broken) throw new Error("The directory is away.");
          return {};
        },
      },
    });
    await scoria.schedules.set(ana, "hourly", { kind: "note", cron: "@hourly" });
    await scoria.advance(hour);
    await until("it is in the log", () =>
      warnings.some((line) => /^defaults\.actor threw.*in 15 seconds\.$/.test(line)),
    );
    expect(await firesOf(scoria, ana)).toEqual([]);
    broken = false;
    await scoria.advance(15_000);
    expect((await untilFired(scoria, ana, 1)).map(({ dueAt }) => dueAt)).toEqual(["2040-01-02T13:00:00.000Z"]);
  });

  test("that is set again with the same values stays as it is, and keeps its next time", async () => {
    await using scoria = await open();
    const first = await scoria.schedules.set(ana, "nightly", daily);
    await scoria.advance(hour);
    expect(await scoria.schedules.set(ana, "nightly", { ...daily, timeZone: "UTC", missed: "latest" })).toEqual(first);
    const changed = await scoria.schedules.set(ana, "nightly", { ...daily, input: "new" });
    expect(changed).toMatchObject({ input: "new", nextTimes: first.nextTimes, createdAt: first.createdAt });
    expect(changed.updatedAt.getTime()).toBeGreaterThan(first.updatedAt.getTime());
    expect((await scoria.schedules.list(ana)).schedules).toEqual([changed]);
  });

  test("that is due and set again with the same values still fires", async () => {
    await using scoria = await open({ worker: false });
    await scoria.schedules.set(ana, "nightly", daily);
    await scoria.advance(day);
    const overdue = await scoria.schedules.set(ana, "nightly", { ...daily, input: "new" });
    expect(overdue.nextTimes[0]).toEqual(new Date("2040-01-03T02:30:00Z"));
    const working = scoria.runWorker({ pollMs: 50 });
    const [fire] = await untilFired(scoria, ana, 1);
    expect(await scoria.waitForRun(ana, fire?.runId ?? "", { until: "settled" })).toMatchObject({ output: "new" });
    await scoria.close();
    await working;
  });

  test("that is set to another expression, zone or actor goes by that from then on", async () => {
    await using scoria = await open();
    await scoria.schedules.set(ana, "report", daily);
    const there = await scoria.schedules.set(bo, "report", { ...daily, timeZone: "America/New_York" });
    expect(there).toMatchObject({ actorId: "bo", sessionId: null });
    expect(there.nextTimes[0]).toEqual(new Date("2040-01-03T07:30:00Z"));
    const weekly = await scoria.schedules.set(bo, "report", {
      kind: "order",
      cron: "0 9 * * mon",
      input: { id: " 7 " },
    });
    expect(weekly.nextTimes[0]).toEqual(new Date("2040-01-09T09:00:00Z"));
    await moveTo(scoria, new Date("2040-01-09T09:00:00Z"));
    const [fire, ...others] = await untilFired(scoria, bo, 1);
    expect(others).toEqual([]);
    expect(await scoria.waitForRun(bo, fire?.runId ?? "", { until: "settled" })).toMatchObject({
      kind: "order",
      actorId: "bo",
      output: { id: "7" },
    });
  });

  test("that is paused fires nothing, and resumed fires from then on, whatever was missed", async () => {
    await using scoria = await open();
    await scoria.schedules.set(ana, "hourly", { kind: "note", cron: "@hourly", missed: "all" });
    const [paused] = await scoria.schedules.pause(bo, "hourly");
    expect(paused).toMatchObject({ paused: true, pausedBy: "bo", nextTimes: [] });
    expect(await scoria.schedules.pause(ana, "hourly")).toEqual([paused]);
    await scoria.advance(5 * hour);
    // At a boot the schedule is set again: that ends nobody's pause.
    expect(await scoria.schedules.set(ana, "hourly", { kind: "note", cron: "@hourly", missed: "all" })).toMatchObject({
      paused: true,
      pausedBy: "bo",
    });
    await scoria.schedules.set(ana, "beside", { kind: "note", cron: "*/10 * * * *" });
    await scoria.advance(hour);
    await untilFired(scoria, ana, 1);
    const [resumed] = await scoria.schedules.resume(ana, "hourly");
    expect(resumed).toMatchObject({ paused: false, pausedBy: null, pausedAt: null });
    expect(await scoria.schedules.resume(ana, "hourly")).toEqual([resumed]);
    await scoria.schedules.remove(ana, "beside");
    await scoria.advance(hour);
    const fires = await untilFired(scoria, ana, 2);
    expect(fires.filter(({ name }) => name === "hourly").map(({ dueAt }) => dueAt)).toEqual([
      resumed?.nextTimes[0]?.toISOString(),
    ]);
  });

  test("can be set paused, and set to go on", async () => {
    await using scoria = await open();
    expect(await scoria.schedules.set(ana, "s", { ...daily, paused: true })).toMatchObject({
      paused: true,
      nextTimes: [],
    });
    const going = await scoria.schedules.set(ana, "s", { ...daily, paused: false });
    expect(going).toMatchObject({ paused: false });
    expect(going.nextTimes).toHaveLength(5);
  });

  test("that is removed fires no more, and its runs stay", async () => {
    await using scoria = await open();
    await scoria.schedules.set(ana, "hourly", { kind: "note", cron: "@hourly" });
    await scoria.advance(hour);
    const [fire] = await untilFired(scoria, ana, 1);
    expect(await scoria.schedules.remove(ana, "hourly")).toBe(1);
    expect(await scoria.schedules.remove(ana, "hourly")).toBe(0);
    await scoria.schedules.set(ana, "later", { kind: "note", cron: "30 * * * *" });
    await scoria.advance(2 * hour);
    const fires = await untilFired(scoria, ana, 2);
    expect(fires.map(({ name }) => name)).toEqual(["hourly", "later"]);
    expect(fires[0]).toEqual(fire);
  });

  test.for([
    ["skip", 0, []],
    ["skip", 5_000, ["2040-01-05T02:30:00.000Z"]],
    ["latest", 0, ["2040-01-05T02:30:00.000Z"]],
    ["all", 0, ["2040-01-03T02:30:00.000Z", "2040-01-04T02:30:00.000Z", "2040-01-05T02:30:00.000Z"]],
  ] as const)(
    "that misses fires while nobody is there makes up for what %s says, %i ms after the last of them",
    async ([missed, lateMs, dues]) => {
      const on = await createTestDatabase(engine);
      try {
        const before = (await createTestScoria({ on, worker: false })) as unknown as TestScoria;
        await moveTo(before, monday);
        await before.schedules.set(ana, "nightly", { ...daily, missed });
        await moveTo(before, lateMs === 0 ? new Date("2040-01-05T12:00:00Z") : new Date("2040-01-05T02:30:05Z"));
        await before.close();
        await using scoria = (await createTestScoria({
          on,
          clock: before.clock,
          handlers: { note: () => null },
        })) as unknown as TestScoria;
        const fires = await untilFired(scoria, ana, dues.length);
        expect(fires.map(({ dueAt }) => dueAt)).toEqual(dues);
        const { schedules } = await scoria.schedules.list(ana);
        expect(schedules[0]?.nextTimes[0]).toEqual(new Date("2040-01-06T02:30:00Z"));
      } finally {
        await on.drop();
      }
    },
  );

  test("that missed more than a hundred makes up for the latest hundred, and goes on from now", async () => {
    await using scoria = await open({ worker: false });
    await scoria.schedules.set(ana, "hourly", { kind: "note", cron: "@hourly", missed: "all" });
    await scoria.advance(400 * day);
    const working = scoria.runWorker({ pollMs: 50 });
    const fires = await untilFired(scoria, ana, 100);
    const last = fires.at(-1)?.dueAt ?? "";
    expect(Date.parse(last) - Date.parse(fires[0]?.dueAt ?? "")).toBe(99 * hour);
    expect((await scoria.schedules.list(ana)).schedules[0]?.lastFire?.dueAt.toISOString()).toBe(last);
    await scoria.close();
    await working;
  });

  test("is not seen or touched by another tenant, in the same words as one that never was", async () => {
    await using scoria = await open({ rls: true });
    await scoria.schedules.set(ana, "nightly", daily);
    await scoria.schedules.set(eve, "evil-nightly", daily);
    const refusalOf = async (act: Promise<unknown>) =>
      act.then(
        () => "nothing was refused",
        ({ code, message }: Error & { readonly code: string }) => `${code} ${message}`,
      );
    for (const verb of ["pause", "resume"] as const) {
      const foreign = await refusalOf(scoria.schedules[verb](eve, "nightly"));
      expect(foreign).toMatch(/^INVALID_INPUT name is of no schedule/);
      expect(await refusalOf(scoria.schedules[verb](eve, "never-was"))).toBe(foreign);
    }
    expect(await scoria.schedules.remove(eve, "nightly")).toBe(0);
    expect((await scoria.schedules.list(eve)).schedules.map(({ name }) => name)).toEqual(["evil-nightly"]);
    await scoria.schedules.set(eve, "nightly", { ...daily, cron: "@yearly" });
    expect((await scoria.schedules.list(ana)).schedules).toMatchObject([{ name: "nightly", cron: "30 2 * * *" }]);
  });

  test("is listed, paused, resumed and removed by an operator of its tenant, who cannot set one", async () => {
    await using scoria = await open();
    for (const who of [ana, eve]) await scoria.schedules.set(who, "nightly", daily);
    const everywhere = operator(scoria);
    expect((await scoria.schedules.list(everywhere)).schedules.map(({ tenantId }) => tenantId)).toEqual([
      "evil",
      "acme",
    ]);
    expect(await scoria.schedules.pause(operator(scoria, ["acme"]), "nightly")).toMatchObject([{ tenantId: "acme" }]);
    expect(await scoria.schedules.pause(everywhere, "nightly")).toMatchObject([
      { tenantId: "acme", pausedBy: "on-call" },
      { tenantId: "evil", pausedBy: "on-call" },
    ]);
    expect(await scoria.schedules.resume(everywhere, "nightly")).toMatchObject([{ paused: false }, { paused: false }]);
    await expect(scoria.schedules.pause(operator(scoria, ["other"]), "nightly")).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
    await expect(scoria.schedules.set(everywhere as never, "mine", daily)).rejects.toMatchObject({
      code: "INVALID_IDENTITY",
    });
    expect(await scoria.schedules.remove(everywhere, "nightly")).toBe(2);
  });

  test("is found on one page of many, newest first", async () => {
    await using scoria = await open({ rls: true });
    const names = Array.from({ length: 7 }, (_, at) => `schedule-${at}`);
    for (const name of names) await scoria.schedules.set(ana, name, daily);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: SchedulePage = await scoria.schedules.list(ana, { limit: 3, cursor });
      seen.push(...page.schedules.map(({ name }) => name));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(names.toReversed());
    const { nextCursor } = await scoria.schedules.list(ana, { limit: 3 });
    await expect(scoria.schedules.list(eve, { cursor: nextCursor })).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });

  test("is refused with wrong values, in words that say what to do", async () => {
    const wrongs: readonly (readonly [wrong: object, message: RegExp])[] = [
      [{ cron: "30 2 * *" }, /^cron is no cron expression\. Write five fields/],
      [{ cron: "0 30 2 * * *" }, /^cron has more than five fields, and seconds are finer than a schedule is/],
      [{ cron: "61 2 * * *" }, /^cron is no cron expression/],
      [{ cron: "? 2 * * *" }, /^cron is no cron expression/],
      [{ cron: "2040-01-01T00:00:00" }, /^cron is no cron expression/],
      [{ cron: "@reboot" }, /^cron is no cron expression/],
      [{ cron: "" }, /^cron must not be blank/],
      [{ cron: "0 0 30 2 *" }, /^cron never comes round: no date fits all of its fields/],
      [{ cron: undefined }, /^cron must be a string/],
      [{ timeZone: "Europe/Berlinn" }, /^timeZone is no time zone that this Node knows\. Write an IANA name/],
      [{ timeZone: null }, /^timeZone must be a string/],
      [{ missed: "some" }, /^missed must be one of "skip", "latest", "all"/],
      [{ paused: "yes" }, /^paused must be true or false/],
      [{ kind: "order", input: {} }, /^input\.id did not pass the handler's schema/],
    ];
    await using scoria = await open();
    for (const [wrong, message] of wrongs) {
      await expect(scoria.schedules.set(ana, "s", { ...daily, ...wrong })).rejects.toMatchObject({
        code: "INVALID_INPUT",
        message: expect.stringMatching(message) as string,
      });
    }
    expect((await scoria.schedules.list(ana)).schedules).toEqual([]);
  });

  test("is refused for a kind without a handler, an unknown option, or no identity", async () => {
    await using scoria = await open();
    const set = (who: unknown, fields: object) => scoria.schedules.set(who as never, "s", fields as never);
    await expect(set(ana, { ...daily, kind: "nott" })).rejects.toMatchObject({ code: "HANDLER_MISSING" });
    await expect(set(ana, { ...daily, timezone: "UTC" })).rejects.toMatchObject({
      code: "UNKNOWN_OPTION",
      details: { nearest: "timeZone" },
    });
    await expect(set({ actorId: "ana", tenantId: "acme" }, daily)).rejects.toMatchObject({ code: "INVALID_IDENTITY" });
  });

  test("has keys that no start of a host's can have", async () => {
    await using scoria = await open();
    await expect(scoria.startRun(ana, { idempotencyKey: "scoria:schedule:1" })).rejects.toMatchObject({
      code: "INVALID_INPUT",
      message: expect.stringMatching(/^idempotencyKey must not begin with "scoria:"/) as string,
    });
  });
});
