import { inspect } from "node:util";
import { expect, test } from "vitest";
import { readPostgresUrl } from "./postgres-url.ts";

test.each([
  ["postgres://app:hunter2@db.example:6543/orders", "postgres://db.example:6543/orders"],
  ["postgresql://app:hunter2@db.example/orders?sslmode=disable&password=hunter2", "postgres://db.example:5432/orders"],
  ["postgres://app:hunter%402@[::1]:5433/orders", "postgres://[::1]:5433/orders"],
  ["postgres://app:p@hunter2@db.example/orders", "postgres://db.example:5432/orders"],
  ["postgres://app:hunter2@%2Fvar%2Frun/orders", "postgres:///var/run:5432/orders"],
])("%s is described without its user and password", (url, description) => {
  expect(readPostgresUrl(url).description).toBe(description);
});

test.each([
  "postgres://app:hunter2/x@db.example/orders",
  "postgres://app:4711/hunter2@db.example/orders",
  "postgres://app:4711#hunter2@db.example/orders",
  "postgres://app:4711?hunter2@db.example/orders",
  "postgres://app:hunter2@db.example:port/orders",
  "postgres://app:hunter2%zz@db.example/orders",
  "postgres://",
])("%s is refused, or described, without a word of it", (url) => {
  let shown: string;
  try {
    shown = readPostgresUrl(url).description;
  } catch (error) {
    expect(error).toMatchObject({ code: "INVALID_INPUT" });
    shown = inspect(error); // with stack and cause
  }
  expect(shown).not.toMatch(/hunter2|4711/);
});
