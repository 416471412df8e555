import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { toNodeHandler } from "../../src/adapters/node.ts";
import { headersOf, openDashboard, operatorOf, type OpenDashboard } from "../open-dashboard.ts";
import { fillDesk, stateOf } from "./busy-desk.ts";
import { readAnswer, serveRaw, written, type RawAnswer, type RawRequest, type RawServer } from "./raw-http.ts";
import { effectsOf, sampleCalls, type SampleCall } from "./sample-calls.ts";

let desk: OpenDashboard;
let server: RawServer;
let effects: readonly SampleCall[];
let before: unknown;

beforeAll(async () => {
  desk = await openDashboard("pglite");
  server = await serveRaw(toNodeHandler(desk.handler));
  effects = effectsOf(sampleCalls(await fillDesk(desk.scoria)));
  before = await stateOf(desk.scoria);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await desk[Symbol.asyncDispose]();
});

const { "x-operator": cookie = "" } = headersOf(operatorOf());
const rightly: NonNullable<RawRequest["headers"]> = [
  ["X-Operator", cookie],
  ["Sec-Fetch-Site", "same-origin"],
  ["Content-Type", "application/json"],
];

function post(path: string, body: string | Uint8Array, headers: RawRequest["headers"] = []): Promise<RawAnswer> {
  return server.send({ method: "POST", target: `/scoria/api${path}`, headers: [...rightly, ...headers], body });
}

const outOfForm: readonly (readonly [what: string, body: string | Uint8Array])[] = [
  ["nothing", ""],
  ["white space", " \n"],
  ["half an object", '{"queue":"default"'],
  ["an object and more", '{"queue":"default"} {}'],
  ["a list", "[]"],
  ["null", "null"],
  ["a number", "1"],
  ["a text", '"default"'],
  ["a form", "queue=default"],
  ["a byte order mark before it", '\ufeff{"queue":"default"}'],
  ["a comment in it", '{"queue":"default"/**/}'],
  ["bytes that are no UTF-8", Buffer.from('{"queue":"\xff\xfe"}', "latin1")],
  ["UTF-16", Buffer.from('{"queue":"default"}', "utf16le")],
  ["a key that is not known", '{"queue":"default","tenants":["other"]}'],
  ["a key of objects", '{"queue":"default","__proto__":{"reason":"x"}}'],
  ["a key of objects and nothing else", '{"__proto__":{"queue":"default"}}'],
  ["another key of objects", '{"queue":"default","constructor":{"prototype":{}}}'],
  ["a list in place of a text", '{"queue":["default"]}'],
  ["a text with a NUL in it", '{"queue":"def\\u0000ault"}'],
  ["half a character", '{"queue":"\\ud800"}'],
  ["a text that is too long", JSON.stringify({ queue: "q".repeat(201) })],
  ["a hundred and one lists in one another", `{"queue":${"[".repeat(101)}${"]".repeat(101)}}`],
  ["thirty thousand lists in one another", `${"[".repeat(30_000)}${"]".repeat(30_000)}`],
  ["ten thousand objects in one another", `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`],
  ["thirty thousand lists that do not end", "[".repeat(30_000)],
];

test.each(outOfForm)("a body with %s is refused, and nothing comes of it", async (_, body) => {
  const { status, body: said } = await post("/queues/pause", body);
  expect([status, said]).toEqual([400, expect.stringContaining("INVALID_INPUT")]);
  expect(await stateOf(desk.scoria)).toEqual(before);
});

test("a body of lists in one another is refused before anybody walks it", async () => {
  for (const path of ["/queues/pause", "/runs", "/lanes/notes/add"]) {
    for (const deep of [101, 30_000]) {
      const { status, body } = await post(path, `${"[".repeat(deep)}${"]".repeat(deep)}`);
      expect([path, deep, status, body]).toEqual([path, deep, 400, expect.stringContaining("nested deeper than 100")]);
    }
    // What stands in a text is no list.
    const { body } = await post(path, JSON.stringify({ queue: `\\"${"[".repeat(150)}` }));
    expect(body).not.toContain("nested deeper");
  }
});

test("no text in any body makes the server fail, whatever is in it", async () => {
  const texts = [
    "\u0000",
    "\ud800",
    "x".repeat(60_000),
    "'; drop table scoria.runs; --",
    "{{7*7}}",
    "../../x",
    "\u202e",
  ];
  const answers: unknown[] = [];
  for (const call of effects) {
    for (const text of texts) {
      for (const key of [...Object.keys(call.body), "reason", "sessionId", "idempotencyKey", "resume"]) {
        const { status } = await post(call.path, JSON.stringify({ ...call.body, [key]: text }));
        // A reason and the like may be any well-formed text, so those may be done.
        answers.push([call.name, key, status]);
      }
    }
  }
  const failed = answers.filter((answer) => Number((answer as unknown[])[2]) >= 500 || (answer as unknown[])[2] === 0);
  expect(failed).toEqual([]);
});

const limit = 65_536;

test("a body over its limit is refused before it is read", async () => {
  const { status, body } = await post("/queues/pause", "{", [["Content-Length", "10000000000"]]);
  expect([status, JSON.parse(body)]).toEqual([
    413,
    {
      error: expect.objectContaining({
        code: "PAYLOAD_TOO_LARGE",
        details: { path: "body", limit, unit: "bytes" },
      }) as unknown,
    },
  ]);
});

test("a body in chunks is read no further than its limit, and the refusal arrives", async () => {
  const chunk = `4000\r\n${" ".repeat(0x4000)}\r\n`;
  const { status, body } = await post("/queues/pause", chunk.repeat(40), [["Transfer-Encoding", "chunked"]]);
  expect([status, body]).toEqual([413, expect.stringContaining("PAYLOAD_TOO_LARGE")]);
});

test("a body at its limit is read", async () => {
  const text = JSON.stringify({ queue: "absent" });
  expect((await post("/queues/resume", text.padEnd(limit))).status).not.toBe(413);
  expect((await post("/queues/resume", text.padEnd(limit + 1))).status).toBe(413);
});

test("an input as large as a run takes is taken, and of many parts it is no wait for others", async () => {
  const startWith = (input: unknown): Promise<RawAnswer> =>
    post("/runs", JSON.stringify({ tenantId: "acme", kind: "refund", input }));
  expect((await startWith({ orderId: "o", note: "n".repeat(260_000) })).status).toBe(200);
  expect((await startWith({ orderId: "o", note: "n".repeat(270_000) })).status).toBe(413);
  expect((await startWith({ orderId: "o", parts: Array(120_000).fill(1) })).status).toBe(413);
  expect((await startWith({ orderId: "o", note: "n".repeat(700_000) })).status).toBe(413);
});

test("a body that breaks off is nobody's fault but the sender's", async () => {
  const request = {
    method: "POST",
    target: "/scoria/api/queues/pause",
    headers: [...rightly, ["Content-Length", "100"]],
  } as const;
  const socket = connect(server.port, "127.0.0.1", () =>
    socket.end(written(server.port, { ...request, body: '{"queue":' })),
  );
  let text = "";
  socket.on("data", (chunk) => (text += chunk.toString("latin1")));
  await new Promise((resolve) => socket.on("close", resolve));
  expect(readAnswer(text).status).toBeLessThan(500);
  expect((await post("/queues/resume", '{"queue":"absent"}')).status).toBeLessThan(500);
});
