import { expect, test } from "vitest";
import { ana, createTestScoria, type TestScoria } from "../../src/testing/create-test-scoria.ts";
import { onEachEngine } from "../on-each-engine.ts";
import { moveTo, untilFired } from "./scheduled-runs.ts";

/**
 * The changes of 2040. Berlin: at 2:00 on 25 March clocks go to 3:00, and at 3:00 on 28 October back to 2:00. New York: the
 * same on 11 March, and from 2:00 back to 1:00 on 4 November.
 */
interface Night {
  readonly name: string;
  readonly timeZone: string;
  readonly cron: string;
  /** In UTC, before and after the night. */
  readonly from: string;
  readonly to: string;
  /** The fires in between, in UTC. */
  readonly fires: readonly string[];
}

const nights: readonly Night[] = [
  {
    name: "at 2:30 in Berlin, in the night without a 2:30, fires when that hour is over, at 3:00",
    timeZone: "Europe/Berlin",
    cron: "30 2 * * *",
    from: "2040-03-23T12:00",
    to: "2040-03-26T12:00",
    fires: ["2040-03-24T01:30", "2040-03-25T01:00", "2040-03-26T00:30"],
  },
  {
    name: "at 2:30 in Berlin, in the night with two of them, fires at the first",
    timeZone: "Europe/Berlin",
    cron: "30 2 * * *",
    from: "2040-10-26T12:00",
    to: "2040-10-29T12:00",
    fires: ["2040-10-27T00:30", "2040-10-28T00:30", "2040-10-29T01:30"],
  },
  {
    name: "at 2:30 in New York, in the night without a 2:30, fires when that hour is over, at 3:00",
    timeZone: "America/New_York",
    cron: "30 2 * * *",
    from: "2040-03-09T12:00",
    to: "2040-03-12T12:00",
    fires: ["2040-03-10T07:30", "2040-03-11T07:00", "2040-03-12T06:30"],
  },
  {
    name: "at 1:30 in New York, in the night with two of them, fires at the first",
    timeZone: "America/New_York",
    cron: "30 1 * * *",
    from: "2040-11-02T12:00",
    to: "2040-11-05T12:00",
    fires: ["2040-11-03T05:30", "2040-11-04T05:30", "2040-11-05T06:30"],
  },
  {
    name: "at 9:00 in Berlin fires at 9:00 on both sides of a change",
    timeZone: "Europe/Berlin",
    cron: "0 9 * * *",
    from: "2040-03-24T00:00",
    to: "2040-03-26T00:00",
    fires: ["2040-03-24T08:00", "2040-03-25T07:00"],
  },
  {
    name: "of every half hour, in the night that lacks an hour, fires every half hour that there is",
    timeZone: "Europe/Berlin",
    cron: "*/30 * * * *",
    from: "2040-03-24T23:45",
    to: "2040-03-25T02:45",
    fires: [
      "2040-03-25T00:00",
      "2040-03-25T00:30",
      "2040-03-25T01:00",
      "2040-03-25T01:30",
      "2040-03-25T02:00",
      "2040-03-25T02:30",
    ],
  },
  {
    name: "of every half hour, in the night that has an hour twice, fires in both",
    timeZone: "Europe/Berlin",
    cron: "*/30 * * * *",
    from: "2040-10-27T23:45",
    to: "2040-10-28T02:45",
    fires: [
      "2040-10-28T00:00",
      "2040-10-28T00:30",
      "2040-10-28T01:00",
      "2040-10-28T01:30",
      "2040-10-28T02:00",
      "2040-10-28T02:30",
    ],
  },
];

onEachEngine("a schedule", (engine) => {
  test.for(nights)("$name", async ({ timeZone, cron, from, to, fires }) => {
    await using scoria = (await createTestScoria({
      engine,
      handlers: { note: () => null },
    })) as unknown as TestScoria;
    await moveTo(scoria, new Date(`${from}:00Z`));
    const set = await scoria.schedules.set(ana, "nightly", { kind: "note", cron, timeZone, missed: "all" });
    const announced = set.nextTimes.map((time) => time.toISOString().slice(0, 16));
    expect(announced.slice(0, fires.length)).toEqual(fires.slice(0, announced.length));
    await moveTo(scoria, new Date(`${to}:00Z`));
    const fired = await untilFired(scoria, ana, fires.length);
    expect(fired.map(({ dueAt }) => dueAt.slice(0, 16))).toEqual(fires);
  });

  test("fires in the night of a change as it announced, when time passes minute by minute too", async () => {
    await using scoria = (await createTestScoria({
      engine,
      handlers: { note: () => null },
    })) as unknown as TestScoria;
    await moveTo(scoria, new Date("2040-10-28T00:00:00Z"));
    await scoria.schedules.set(ana, "nightly", { kind: "note", cron: "30 2 * * *", timeZone: "Europe/Berlin" });
    for (let quarters = 0; quarters < 12; quarters += 1) await scoria.advance(900_000);
    const fired = await untilFired(scoria, ana, 1);
    expect(fired.map(({ dueAt }) => dueAt)).toEqual(["2040-10-28T00:30:00.000Z"]);
  });
});
