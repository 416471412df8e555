import { expect, test } from "vitest";
import { databaseClock } from "./database-clock.ts";

function setUp(said: number) {
  let elapsed = 50;
  const { databaseNow, correct } = databaseClock({ monotonic: () => elapsed }, said);
  const pass = (ms: number): void => void (elapsed += ms);
  /** Asks a database whose clock shows `shown` between the two halves of the way. */
  const ask = (shown: number, thereMs: number, backMs: number): void => {
    const askedAt = elapsed;
    pass(thereMs + backMs);
    correct(shown, askedAt);
  };
  return { databaseNow, pass, ask };
}

test("the estimate of the database's clock goes on by itself, in whole milliseconds", () => {
  const { databaseNow, pass } = setUp(1_000);
  pass(2.5);
  expect(databaseNow()).toBe(1_002);
});

test("the estimate follows a clock that was set, forward and back", () => {
  const { databaseNow, ask } = setUp(1_000);
  ask(9_000, 1, 1);
  expect(databaseNow()).toBeGreaterThanOrEqual(9_000);
  expect(databaseNow()).toBeLessThanOrEqual(9_002);
  ask(500, 1, 1);
  expect(databaseNow()).toBeGreaterThanOrEqual(500);
  expect(databaseNow()).toBeLessThanOrEqual(502);
});

test("an answer that comes seconds late leaves the estimate where it was", () => {
  const { databaseNow, pass, ask } = setUp(1_000);
  ask(1_001, 1, 4_000);
  expect(databaseNow()).toBe(5_001);
  pass(10);
  ask(9_011, 4_000, 0);
  expect(databaseNow()).toBe(9_011);
});
