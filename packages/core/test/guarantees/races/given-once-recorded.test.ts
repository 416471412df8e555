import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Handler } from "../../../src/index.ts";
import { openScoria } from "../../../src/open-scoria.ts";
import { quietLogger } from "../../../src/seams/logger.ts";
import { ana } from "../../../src/testing/create-test-scoria.ts";
import { serverUrl } from "../../../src/testing/test-databases.ts";
import { openRaceDatabase, untilBlocked, type RaceDatabase } from "./race-database.ts";

describe.skipIf(serverUrl === undefined)("what a step returned", () => {
  let race: RaceDatabase;

  beforeAll(async () => {
    race = await openRaceDatabase();
  });

  afterAll(async () => race[Symbol.asyncDispose]());

  test("is given to its handler only once it is recorded", async () => {
    const holder = await race.session();
    const given: unknown[] = [];
    const work: Handler = async (ctx) => {
      const result = await ctx.step("work", async () => {
        await holder.query("begin");
        await holder.query("lock table scoria.journal in share mode"); // lets nobody insert
        return "done";
      });
      given.push(result);
    };
    await using scoria = await openScoria({ database: race.url, logger: quietLogger, handlers: { work } });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "work" } });
    await untilBlocked(race, "scoria-writer");
    const givenBefore = [...given];
    await holder.query("rollback");
    expect(givenBefore).toEqual([]);
    await scoria.waitForRun(ana, runId, { until: "settled" });
    expect(given).toEqual(["done"]);
  });
});
