import { describe, expect, test } from "vitest";
import { readAllowedPaths } from "./allowed-paths.ts";
import { findUnsafe } from "./find-unsafe.ts";

const pathsOf = (value: Parameters<typeof findUnsafe>[0], ...allowed: string[]): readonly string[] => [
  ...new Set(findUnsafe(value, "context", readAllowedPaths(allowed)).map(({ path }) => path)),
];

const request = { request: { headers: { authorization: "Bearer a1b2c3d4e5", accept: "text/html" } } };

describe("an allowed path", () => {
  test("lifts what is exactly there and nothing below it", () => {
    expect(pathsOf(request)).toContain("context.request.headers");
    expect(pathsOf(request, "request.headers")).toEqual(["context.request.headers.authorization"]);
  });

  test("lifts what is below it when it ends so", () => {
    expect(pathsOf(request, "request.headers.**")).toEqual([]);
    expect(pathsOf(request, "request.**")).toEqual([]);
  });

  test("lifts nothing above it or beside it", () => {
    expect(pathsOf({ a: { token: "abc" }, token: "abc" }, "a.token")).toEqual(["context.token"]);
    expect(pathsOf({ tokens: { session: "abc" } }, "tokens.session")).toEqual(["context.tokens"]);
  });

  test("lifts what a value is, whatever is hidden in it", () => {
    const hidden = { note: JSON.stringify({ messages: [{ role: "user", content: "hi" }] }) };
    expect(pathsOf(hidden)).not.toEqual([]);
    expect(pathsOf(hidden, "note")).toEqual([]);
  });

  test("lifts a list of messages, but each message only when that is allowed too", () => {
    const thread = { thread: [{ role: "user", content: "hi" }] };
    expect(pathsOf(thread)).toEqual(["context.thread"]);
    expect(pathsOf(thread, "thread")).toEqual(["context.thread[0]"]);
    expect(pathsOf(thread, "thread.**")).toEqual([]);
  });

  test("names one item or each", () => {
    const items = { items: [{ token: "abc" }, { token: "def" }] };
    expect(pathsOf(items, "items[1].token")).toEqual(["context.items[0].token"]);
    expect(pathsOf(items, "items[*].token")).toEqual([]);
  });

  test("is written as findings are, whatever the key", () => {
    const keys = ["x-token", "a b token", "a.token", 'a"token', "\u7528token", "token 2", "__proto__token"];
    for (const key of keys) {
      const [path] = pathsOf({ [key]: "abc" });
      expect(path?.startsWith("context")).toBe(true);
      expect(pathsOf({ [key]: "abc" }, path?.slice("context".length).replace(/^\./, "") ?? "")).toEqual([]);
    }
  });
});

test.each<[what: string, given: unknown, path: string]>([
  ["no list", "token", "allow"],
  ["a path that is no text", [1], "allow[0]"],
  ["nothing", ["token", ""], "allow[1]"],
  ["everything", ["**"], "allow[0]"],
  ["everything below nothing", [".**"], "allow[0]"],
  ["a path with a hole", ["a..b"], "allow[0]"],
  ["a path that begins with a dot", [".a"], "allow[0]"],
  ["a path that ends with one", ["a."], "allow[0]"],
  ["any key", ["a.*"], "allow[0]"],
  ["an open bracket", ["a[0"], "allow[0]"],
  ["a quoted key that is no JSON", ['["\\x"]'], "allow[0]"],
  ["blanks around", [" a"], "allow[0]"],
  ["what only stands for a hidden key", ["[key 2]"], "allow[0]"],
  ["a path of many kilobytes", ["a".repeat(2_000)], "allow[0]"],
  ["very many paths", Array.from({ length: 101 }, () => "a"), "allow"],
])("%s is refused, and its place is named but not what was given", (_, given, path) => {
  expect(() => readAllowedPaths(given)).toThrow(
    expect.objectContaining({ code: "INVALID_INPUT", details: { path }, message: expect.stringMatching(/^allow/) }),
  );
});
