import type { Json } from "@scoria/core";
import { describe, expect, test } from "vitest";
import { findUnsafe } from "./find-unsafe.ts";

// Put together here, so that no scanner takes this file for a leak.
const github = `ghp_${"a1B2".repeat(9)}`;
const chat = [{ role: "user", content: "Where is my order?" }];
const base64 = (value: Json): string =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64");
const find = (value: Json): readonly string[] =>
  findUnsafe(value, "context").map(({ path, reason }) => `${path}: ${reason}`);

test("a slice for another role passes as it is", () => {
  const slice: Json = {
    task: "Review the refund",
    order: { id: "2026-000123-7", amount: 129, currency: "EUR", items: [{ sku: "A-1", note: "the user's message was kind" }] },
    message: "The parcel came back.",
    session_id: "chat-42",
    session_length: 12,
    tokens: { prompt: 812, completion: 96 },
    private: true,
    team: [{ name: "Ana", role: "editor" }, { name: "Bo", role: "admin", permissions: ["refund"] }],
    faq: [{ question: "How long does it take?", answer: "Two days." }],
    labels: { password: "Password", token: "Access token" },
  }; // prettier-ignore
  expect(find(slice)).toEqual([]);
});

test("every place is named, with the reason, at every depth", () => {
  expect(find({ a: [{ requestHeaders: { x: 1 } }, { b: { chat_history: ["hi"] } }], token: "abc" })).toEqual([
    "context.a[0].requestHeaders: headers",
    "context.a[1].b.chat_history: history",
    "context.token: token",
  ]);
});

test("at most twenty places are named", () => {
  const many = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`token${at}`, "abc"]));
  expect(find(many)).toHaveLength(20);
});

describe("what carries nothing passes under most names", () => {
  test.each<[why: string, value: Json]>([
    ["a switch", { private: true, cookies: false, headers: null, secret: true, is_secret: false }],
    ["a count", { messages: 12, history: 3, tokens: 4096, max_tokens: 100, socket_count: 2 }],
    ["a mask or a variable", { password: "********", token: "$TOKEN", apiKey: "<your key>", secret: "[redacted:jwt]" }],
    ["a schema", { properties: { password: { type: "string", minLength: 12 } } }],
    ["a version", { dependencies: { cookie: "^0.7.0", "express-session": "1.18.1" } }],
    ["a place on a map or a board", { pin: "Berlin", pins: [{ lat: 1, lng: 2 }], gpio: { pin: 13 } }],
  ])("%s", (_, value) => {
    expect(find(value)).toEqual([]);
  });

  test.each<[why: string, value: Json]>([
    ["the number of a session", { session: 8_839_201 }],
    ["a one-time code", { otp: 492_113 }],
    ["a pin", { pin: "4921" }],
    ["the number on a card's back", { cvv: 123 }],
    ["token numbers, which are a text", { tokens: [15_496, 995, 318] }],
    ["an empty list of messages", { messages: [] }],
  ])("but not %s", (_, value) => {
    expect(find(value)).toHaveLength(1);
  });
});

describe("what is named beside it", () => {
  test.each<[how: string, value: Json, at: string]>([
    ["in an object", { list: [{ name: "authorization", value: "abc123" }] }, "context.list[0].value: credentials"],
    ["in a pair", { list: [["messages", ["a"]]] }, "context.list[0][1]: messages"],
    ["in a flat list", { list: ["Accept", "*/*", "X-Api-Key", "abc123"] }, "context.list[3]: secret"],
  ])("%s", (_, value, at) => {
    expect(find(value)).toContain(at);
  });

  test("is nothing when they are words of a list", () => {
    expect(find({ subjects: ["history", "science"], words: ["token", "header", "cookie", "session"] })).toEqual([]);
  });
});

describe("what is hidden in a text is found where the text is", () => {
  test.each<[how: string, text: string, reason: string]>([
    ["JSON", JSON.stringify({ messages: ["a"] }), "messages"],
    ["JSON in JSON in JSON", JSON.stringify(JSON.stringify(JSON.stringify({ history: ["a"] }))), "history"],
    ["JSON in a sentence", 'It said {"session": {"a": "b"}} and stopped.', "session"],
    ["JSON in a block of code", '```json\n{"session": {"a": "b"}}\n```', "session"],
    ["a member that another of the same name covers", '{"messages": [{"a": 1}], "messages": 1}', "messages"],
    ["lines of JSON", '{"from":"user","text":"a"}\n{"from":"assistant","text":"b"}', "message-list"],
    ["JSON that was cut off", '{"a": 1, "messages": [{"x": "y', "messages"],
    ["a Python literal", "{'headers': {'x': 'y'}}", "headers"],
    ["a form", "a=1&messages%5B0%5D=hi", "messages"],
    ["percent escapes, twice", encodeURIComponent(encodeURIComponent('{"session":{"a":"b"}}')), "session"],
    ["HTML", "{&quot;messages&quot;:[&quot;a&quot;]}", "messages"],
    ["base64", base64({ cookies: { a: "b" } }), "cookies"],
    ["base64 in lines", base64({ cookies: { a: "b", c: "some more of it" } }).replace(/.{20}/g, "$&\n"), "cookies"],
    ["base64 in a sentence", `see ${base64({ cookies: { a: "b" } })}!`, "cookies"],
    ["base64 in base64 in base64", base64(base64(base64({ cookies: { a: "b" } }))), "cookies"],
    ["hex", Buffer.from('{"cookies":{"a":"b"}}').toString("hex"), "cookies"],
    ["a secret in base64 in base64", base64(base64(`the key: ${github}`)), "secret"],
    ["a chat in base64", base64("User: hi\nAssistant: hello"), "transcript-text"],
  ])("%s", (_, text, reason) => {
    expect(find({ note: text })).toContain(`context.note: ${reason}`);
  });

  test("also when it is the codes of its characters", () => {
    expect(find({ data: [...Buffer.from(JSON.stringify({ messages: chat }))] })).toContain("context.data: messages");
  });

  test("and is refused when it is wrapped so often that nobody could look", () => {
    let text = '{"a":1}';
    for (let times = 0; times < 9; times += 1) text = base64(text);
    expect(find({ note: text })).toEqual(["context.note: nested-too-deep"]);
  });

  test("but a picture, a hash and an id hide nothing", () => {
    const picture = Buffer.from(Array.from({ length: 600 }, (_, at) => (at * 7_919) % 251)).toString("base64");
    expect(find({ picture, sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", id: "550e8400-e29b-41d4-a716-446655440000" })).toEqual([]);
  });
}); // prettier-ignore

describe("a finding repeats nothing that may not be handed on", () => {
  test("neither a value", () => {
    const told = JSON.stringify(
      findUnsafe({ password: "swordfish", note: `Bearer ${github}`, messages: chat }, "context"),
    );
    expect(told).not.toMatch(/swordfish|ghp_|order/);
  });

  test.each<[what: string, key: string]>([
    ["a secret", github],
    ["JSON", JSON.stringify({ messages: chat })],
    ["long", `${"x".repeat(80)}_token`],
    ["not to be seen", "to\u200bken"],
    ["several lines", "a\ntoken"],
  ])("nor a key that is %s", (_, key) => {
    const found = findUnsafe({ first: 1, [key]: { token: "abc" } }, "context");
    expect(found.map(({ path }) => path)).toContain("context[key 2].token");
    expect(found.every(({ path }) => path.startsWith("context[key 2]"))).toBe(true);
  });

  test("nor much of a path that is very long", () => {
    let value: Json = { token: "abc" };
    for (let depth = 0; depth < 200; depth += 1) value = { [`step_number_${depth}`]: value };
    const [found] = findUnsafe(value, "context");
    expect(found?.path).toHaveLength(400);
    expect(found?.path).toMatch(/^context\.step_number_199.*\u2026.*\.step_number_0\.token$/);
  });
});
