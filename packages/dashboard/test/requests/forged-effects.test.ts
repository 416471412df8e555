import { afterAll, beforeAll, expect, test } from "vitest";
import { toNodeHandler } from "../../src/adapters/node.ts";
import { headersOf, openDashboard, operatorOf, type OpenDashboard } from "../open-dashboard.ts";
import { fillDesk, stateOf } from "./busy-desk.ts";
import { serveRaw, type RawAnswer, type RawRequest, type RawServer } from "./raw-http.ts";
import { effectsOf, sampleCalls, type SampleCall, type Subjects } from "./sample-calls.ts";

type Headers = NonNullable<RawRequest["headers"]>;

let desk: OpenDashboard;
let server: RawServer;
let subjects: Subjects;
let effects: readonly SampleCall[];
let before: unknown;

beforeAll(async () => {
  desk = await openDashboard("pglite");
  server = await serveRaw(toNodeHandler(desk.handler));
  subjects = await fillDesk(desk.scoria);
  effects = effectsOf(sampleCalls(subjects));
  before = await stateOf(desk.scoria);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await desk[Symbol.asyncDispose]();
});

// A browser sends the operator's cookie with each of these: who it is, is never what is in doubt.
const { "x-operator": cookie = "" } = headersOf(operatorOf());
const signedIn: Headers = [["X-Operator", cookie]];
const json: Headers = [["Content-Type", "application/json"]];

function effect(call: SampleCall, headers: Headers, more: Partial<RawRequest> = {}): Promise<RawAnswer> {
  return server.send({
    method: "POST",
    target: `/scoria/api${call.path}`,
    headers: [...signedIn, ...headers],
    body: JSON.stringify(call.body),
    ...more,
  });
}

const ours = (): string => server.origin;

const origins: readonly (readonly [what: string, headers: () => Headers])[] = [
  ["says nothing of where it is from", () => []],
  [
    "is a page's of another site",
    () => [
      ["Origin", "https://evil.example"],
      ["Sec-Fetch-Site", "cross-site"],
    ],
  ],
  ["is a page's of another site, in a browser without Fetch Metadata", () => [["Origin", "https://evil.example"]]],
  [
    "is a page's of a sibling subdomain",
    () => [
      ["Origin", "http://blog.127.0.0.1"],
      ["Sec-Fetch-Site", "same-site"],
    ],
  ],
  [
    "is a sibling's that writes our origin",
    () => [
      ["Origin", ours()],
      ["Sec-Fetch-Site", "same-site"],
    ],
  ],
  [
    "is another site's that writes our origin",
    () => [
      ["Origin", ours()],
      ["Sec-Fetch-Site", "cross-site"],
    ],
  ],
  ["was typed in by a person", () => [["Sec-Fetch-Site", "none"]]],
  ["is a sandboxed frame's", () => [["Origin", "null"]]],
  ["is a file's", () => [["Origin", "file://"]]],
  ["is another port's", () => [["Origin", "http://127.0.0.1:1"]]],
  ["is another scheme's", () => [["Origin", ours().replace("http:", "https:")]]],
  ["is of an origin that ours begins", () => [["Origin", `${ours()}.evil.example`]]],
  ["is of an origin that begins ours", () => [["Origin", ours().slice(0, -1)]]],
  ["is of our origin and a path", () => [["Origin", `${ours()}/`]]],
  ["is of our origin and a user", () => [["Origin", ours().replace("http://", "http://x@")]]],
  ["names an empty origin", () => [["Origin", ""]]],
  [
    "names two origins, ours first",
    () => [
      ["Origin", ours()],
      ["Origin", "https://evil.example"],
    ],
  ],
  [
    "names two origins, ours last",
    () => [
      ["Origin", "https://evil.example"],
      ["Origin", ours()],
    ],
  ],
  ["names two origins in one line", () => [["Origin", `${ours()} https://evil.example`]]],
  [
    "names two sites, ours first",
    () => [
      ["Sec-Fetch-Site", "same-origin"],
      ["Sec-Fetch-Site", "cross-site"],
    ],
  ],
  [
    "names two sites, ours last",
    () => [
      ["Sec-Fetch-Site", "cross-site"],
      ["Sec-Fetch-Site", "same-origin"],
    ],
  ],
  ["names its site in capitals", () => [["Sec-Fetch-Site", "SAME-ORIGIN"]]],
  ["only has a referrer of ours", () => [["Referer", `${ours()}/scoria`]]],
  [
    "names our origin where proxies do",
    () => [
      ["X-Forwarded-Host", ours().slice(7)],
      ["Origin", "https://evil.example"],
    ],
  ],
  [
    "has a forwarded host to fit its origin",
    () => [
      ["X-Forwarded-Host", "evil.example"],
      ["X-Forwarded-Proto", "http"],
      ["Origin", "http://evil.example"],
    ],
  ],
];

test.each(origins)("an effect that %s is refused", async (_, headers) => {
  for (const call of effects) {
    const answer = await effect(call, [...json, ...headers()]);
    expect([call.name, answer.status, answer.body]).toEqual([call.name, 403, expect.stringContaining("CROSS_ORIGIN")]);
  }
  expect(await stateOf(desk.scoria)).toEqual(before);
});

const types: readonly (readonly [what: string, headers: Headers])[] = [
  ["of no type", []],
  ["of a form", [["Content-Type", "application/x-www-form-urlencoded"]]],
  ["of a form with files", [["Content-Type", "multipart/form-data; boundary=x"]]],
  ["of plain text", [["Content-Type", "text/plain"]]],
  ["of plain text that says JSON beside", [["Content-Type", "text/plain; application/json"]]],
  ["of a type that JSON begins", [["Content-Type", "application/jsonp"]]],
  ["of JSON with a suffix", [["Content-Type", "application/ld+json"]]],
  ["of JSON in UTF-7", [["Content-Type", "application/json; charset=utf-7"]]],
  [
    "of two types, JSON first",
    [
      ["Content-Type", "application/json"],
      ["Content-Type", "text/plain"],
    ],
  ],
  [
    "of two types, JSON last",
    [
      ["Content-Type", "text/plain"],
      ["Content-Type", "application/json"],
    ],
  ],
  ["of two types in one line", [["Content-Type", "application/json, text/plain"]]],
  ["that is compressed", [...json, ["Content-Encoding", "gzip"]]],
  ["that is compressed twice", [...json, ["Content-Encoding", "identity, gzip"]]],
];

test.each(types)("an effect %s is refused", async (_, headers) => {
  for (const call of effects) {
    const answer = await effect(call, [["Sec-Fetch-Site", "same-origin"], ...headers]);
    expect([call.name, answer.status, answer.body]).toEqual([
      call.name,
      415,
      expect.stringContaining("CONTENT_TYPE_UNSUPPORTED"),
    ]);
  }
  expect(await stateOf(desk.scoria)).toEqual(before);
});

const lengths: readonly (readonly [what: string, headers: Headers])[] = [
  [
    "two lengths",
    [
      ["Content-Length", "2"],
      ["Content-Length", "4"],
    ],
  ],
  [
    "a length and chunks",
    [
      ["Content-Length", "2"],
      ["Transfer-Encoding", "chunked"],
    ],
  ],
  ["a length that is no number", [["Content-Length", "2x"]]],
  ["a length below nothing", [["Content-Length", "-2"]]],
  [
    "two hosts",
    [
      ["Host", "127.0.0.1"],
      ["Host", "evil.example"],
    ],
  ],
  ["chunks that are compressed", [["Transfer-Encoding", "gzip, chunked"]]],
  ["a header line that goes on in the next", [["X-A", "1\r\n Sec-Fetch-Site: cross-site"]]],
];

test.each(lengths)("an effect with %s does nothing", async (_, headers) => {
  for (const call of effects) {
    const answer = await effect(call, [...json, ["Sec-Fetch-Site", "cross-site"], ...headers]);
    expect([call.name, answer.status]).toEqual([
      call.name,
      expect.toSatisfy((status) => status >= 400 || status === 0),
    ]);
  }
  expect(await stateOf(desk.scoria)).toEqual(before);
});

const overrides: readonly (readonly [what: string, headers: Headers, query: string])[] = [
  [
    "a header",
    [
      ["X-HTTP-Method-Override", "POST"],
      ["X-HTTP-Method", "POST"],
      ["X-Method-Override", "POST"],
    ],
    "",
  ],
  ["the query", [], "?_method=POST"],
];

test.each(overrides)("a method that %s names is not the method", async (_, headers, query) => {
  for (const call of effects) {
    for (const method of ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
      const more = { method, target: `/scoria/api${call.path}${query}` };
      const answer = await effect(call, [...json, ["Sec-Fetch-Site", "same-origin"], ...headers], more);
      // Some paths of effects are those of a read too.
      expect([call.name, method, answer.status]).toEqual([
        call.name,
        method,
        expect.toSatisfy((status: number) => status >= 400 || ["GET", "HEAD"].includes(method)),
      ]);
    }
  }
  expect(await stateOf(desk.scoria)).toEqual(before);
});

test("a method in the body is an unknown key", async () => {
  for (const call of effects.filter(({ name }) => name !== "actOnLane")) {
    const body = JSON.stringify({ ...call.body, _method: "GET" });
    const answer = await effect(call, [...json, ["Sec-Fetch-Site", "same-origin"]], { body });
    expect([call.name, answer.status]).toEqual([call.name, 400]);
  }
  expect(await stateOf(desk.scoria)).toEqual(before);
});

test("no effect is done by another method than POST", async () => {
  for (const call of effects) {
    for (const method of ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "SEARCH"]) {
      await effect(call, [...json, ["Sec-Fetch-Site", "same-origin"], ["Origin", ours()]], { method });
      await effect(call, [], {
        method,
        target: `/scoria/api${call.path}?${new URLSearchParams(call.body as {}).toString()}`,
        body: "",
      });
    }
  }
  expect(await stateOf(desk.scoria)).toEqual(before);
});

test("a page of another origin is given no leave by a preflight, and no answer to read", async () => {
  for (const call of sampleCalls(subjects)) {
    const target = `/scoria/api${call.path}`;
    const origin = ["Origin", "https://evil.example"] as const;
    const asks: Headers = [
      ["Access-Control-Request-Method", "POST"],
      ["Access-Control-Request-Headers", "content-type"],
    ];
    const preflight = await server.send({ method: "OPTIONS", target, headers: [...signedIn, origin, ...asks] });
    const read = await server.send({
      target,
      headers: [...signedIn, origin, ["Accept", "application/json"], ["Last-Event-ID", "7000"]],
    });
    for (const { headers } of [preflight, read]) {
      expect([...headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
      expect(headers.get("cross-origin-resource-policy")).toEqual(["same-origin"]);
    }
    expect([call.name, preflight.status]).toEqual([call.name, 405]);
  }
});

test("a page of another site is refused reads too, since it can tell how long they take", async () => {
  for (const call of sampleCalls(subjects).filter(({ method }) => method === "GET")) {
    for (const site of ["cross-site", "same-site", "same-origin, cross-site", "x"]) {
      const headers: Headers = [...signedIn, ["Sec-Fetch-Site", site]];
      const answer = await server.send({ target: `/scoria/api${call.path}`, headers });
      expect([call.name, site, answer.status]).toEqual([call.name, site, 403]);
    }
  }
});

// Last: these do act, so it is the forgery that was refused above.
test("the same calls from our own origin are done", async () => {
  const rightly: readonly Headers[] = [
    [["Sec-Fetch-Site", "same-origin"]],
    [["Origin", ours()]],
    [
      ["Origin", ours()],
      ["Sec-Fetch-Site", "same-origin"],
    ],
  ];
  const named = ["pauseQueue", "configureQueue", "decideApproval"] as const;
  for (const [at, name] of named.entries()) {
    const call = effects.find((one) => one.name === name);
    const answer = await effect(call as SampleCall, [...json, ...(rightly[at] ?? [])]);
    expect([name, answer.status, answer.body]).toEqual([name, 200, expect.any(String)]);
  }
  expect(await stateOf(desk.scoria)).not.toEqual(before);
});
