import { expect, test } from "vitest";
import type { Wait } from "./run-waits.ts";
import { TimeAxis } from "./time-axis.ts";

const approval = (from: number, to: number): Wait => ({ kind: "approval", from, to });

test("without waits, what took half of the time takes half of the axis", () => {
  const axis = new TimeAxis(1_000, 2_000, []);
  expect(axis.stretch(1_250, 1_750)).toEqual({ begin: 0.25, length: 0.5 });
  expect(axis.activeMs).toBe(1_000);
});

test("a wait of days beside work of milliseconds is cut to a fifth of the axis, and says that it is", () => {
  const day = 86_400_000;
  const axis = new TimeAxis(0, day + 100, [approval(50, day + 50)]);
  expect(axis.activeMs).toBe(100);
  const [band] = axis.bands;
  expect(band).toMatchObject({ ms: day, isCut: true, begin: 0.4 });
  expect(band?.length).toBeCloseTo(0.2);
  expect(axis.stretch(day + 50, day + 100)).toMatchObject({ length: expect.closeTo(0.4) as number });
});

test("a short wait is drawn as long as it was", () => {
  const [band] = new TimeAxis(0, 100, [approval(40, 50)]).bands;
  expect(band).toMatchObject({ begin: 0.4, isCut: false });
  expect(band?.length).toBeCloseTo(0.1);
});

test("a wait that lasts goes to the end, and what is outside of the axis is drawn at its edge", () => {
  const axis = new TimeAxis(0, 100, [{ kind: "signal", from: 60, to: undefined }]);
  const [band] = axis.bands;
  expect((band?.begin ?? 0) + (band?.length ?? 0)).toBeCloseTo(1);
  expect(axis.stretch(-50, 500)).toEqual({ begin: 0, length: 1 });
});

test("a run that did nothing but wait, or took no time at all, has an axis too", () => {
  expect(new TimeAxis(0, 100, [approval(0, 100)]).bands[0]).toMatchObject({ begin: 0, length: 1 });
  expect(new TimeAxis(5, 5, []).stretch(5, 5)).toEqual({ begin: 0, length: 0 });
});
