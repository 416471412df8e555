import { expect, test, vi } from "vitest";
import { StatementNames } from "./statement-names.ts";

const quiet = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() };
const read = { name: "read-run", text: "select $1::int", values: [1] };

test("one name with two texts becomes two names on the wire", () => {
  const names = new StatementNames(true, quiet);
  const first = names.nameOf(read);
  expect(first).toMatch(/^read-run_[0-9a-f]{12}$/);
  expect(names.nameOf({ ...read, values: [2] })).toBe(first);
  expect(names.nameOf({ ...read, text: "select $1::text" })).not.toBe(first);
});

test("no name is longer than the server keeps", () => {
  const names = new StatementNames(true, quiet);
  const long = { ...read, name: "n".repeat(100) };
  names.renew(long, names.nameOf(long) ?? "");
  expect(Buffer.byteLength(names.nameOf(long) ?? "")).toBeLessThan(63);
});

test("many that find one plan outdated renew its name once", () => {
  const names = new StatementNames(true, quiet);
  const old = names.nameOf(read) ?? "";
  names.renew(read, old);
  const renewed = names.nameOf(read);
  names.renew(read, old);
  expect(renewed).not.toBe(old);
  expect(names.nameOf(read)).toBe(renewed);
});

test("switched off, nothing is named, and it is told once", () => {
  const logger = { ...quiet, warn: vi.fn() };
  const names = new StatementNames(true, logger);
  names.switchOff();
  names.switchOff();
  expect(names.nameOf(read)).toBeUndefined();
  expect(logger.warn).toHaveBeenCalledTimes(1);
});

test("off from the start needs no warning, and a statement without a name has none", () => {
  const logger = { ...quiet, warn: vi.fn() };
  const names = new StatementNames(false, logger);
  names.switchOff();
  expect(names.nameOf(read)).toBeUndefined();
  expect(new StatementNames(true, logger).nameOf({ text: "select 1", values: [] })).toBeUndefined();
  expect(logger.warn).not.toHaveBeenCalled();
});

test("texts that vary without end do not fill the memory", () => {
  const names = new StatementNames(true, quiet);
  for (let i = 0; i < 1_000; i += 1) names.nameOf({ ...read, text: `select ${i}` });
  expect(names.nameOf({ ...read, text: "select 1000" })).toBeUndefined();
  expect(names.nameOf({ ...read, text: "select 999" })).toBeDefined();
});
