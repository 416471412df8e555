import { describe, expect, test } from "vitest";
import { cadenceOf } from "./cadence.ts";
import { dueFires } from "./due-fires.ts";

const hourly = cadenceOf("0 * * * *", "UTC");
const at = (time: string): Date => new Date(`2040-01-02T${time}Z`);
const nextAt = at("10:00");

describe("the fires of a schedule that is due", () => {
  test("are the one that it stands at, when nothing else has come due", () => {
    for (const missed of ["skip", "latest", "all"] as const) {
      for (const moment of [at("10:00"), at("10:00:01"), at("10:00:59.999")]) {
        expect(dueFires(hourly, { nextAt, missed }, moment)).toEqual([nextAt]);
      }
    }
  });

  test("are none, the last or each of those that were missed, by its policy", () => {
    const moment = at("12:59:59.999");
    expect(dueFires(hourly, { nextAt, missed: "skip" }, moment)).toEqual([]);
    expect(dueFires(hourly, { nextAt, missed: "latest" }, moment)).toEqual([at("12:00")]);
    expect(dueFires(hourly, { nextAt, missed: "all" }, moment)).toEqual([at("10:00"), at("11:00"), at("12:00")]);
  });

  test("are, with skip, those of the last minute", () => {
    expect(dueFires(hourly, { nextAt, missed: "skip" }, at("10:01"))).toEqual([nextAt]);
    expect(dueFires(hourly, { nextAt, missed: "skip" }, at("10:01:00.001"))).toEqual([]);
  });

  test("are a hundred at most, the latest", () => {
    const fires = dueFires(hourly, { nextAt, missed: "all" }, new Date("2041-01-01T00:00Z"));
    expect(fires).toHaveLength(100);
    expect(fires.at(-1)).toEqual(new Date("2041-01-01T00:00Z"));
  });

  test("hold the one that it stands at, also when its expression would not give it any more", () => {
    const odd = at("09:59");
    expect(dueFires(hourly, { nextAt: odd, missed: "latest" }, at("09:59:30"))).toEqual([odd]);
    expect(dueFires(hourly, { nextAt: odd, missed: "all" }, at("10:00"))).toEqual([odd, at("10:00")]);
  });
});
