import { testIdentity } from "@scoria/core/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDashboardHandler, type DashboardHandler } from "../../src/index.ts";
import {
  followRun,
  wireClient,
  WireError,
  type EntryView,
  type FollowOptions,
  type Liveness,
} from "../../src/wire/index.ts";
import {
  authorizeByHeader,
  base,
  headersOf,
  openDashboard,
  operatorOf,
  type OpenDashboard,
} from "../open-dashboard.ts";
import { ledger } from "./ledger.ts";

const ana = testIdentity();

let desk: OpenDashboard;
beforeAll(async () => {
  desk = await openDashboard("pglite", { handlers: ledger });
});
afterAll(() => desk[Symbol.asyncDispose]());

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

const fetchFrom =
  (handler: DashboardHandler): Fetch =>
  (url, init) =>
    handler(new Request(url, init));
const isStream = (url: string): boolean => url.includes("/stream");

async function startLedger(): Promise<string> {
  const { runId } = await desk.scoria.startRun(ana, { initialStep: { kind: "ledger" } });
  await desk.scoria.waitForRun(ana, runId, { until: "waiting" });
  return runId;
}

async function book(runId: string, amount: number | "close"): Promise<void> {
  await desk.scoria.signalRun(ana, runId, "book", amount);
}

interface Followed {
  readonly entries: readonly EntryView[];
  readonly liveness: readonly Liveness[];
}

/** Follows a run to its end, and tells each entry to `onEntry` as it comes. */
async function follow(
  runId: string,
  fetch: Fetch,
  { onEntry, ...options }: Partial<FollowOptions> & { readonly onEntry?: (entry: EntryView) => Promise<void> } = {},
): Promise<Followed> {
  const client = wireClient({ base, headers: headersOf(operatorOf()), fetch });
  const entries: EntryView[] = [];
  const liveness: Liveness[] = [];
  const onLiveness = (now: Liveness, since: Date): void => {
    expect(since).toBeInstanceOf(Date);
    liveness.push(now);
  };
  for await (const entry of followRun({ client, runId, onLiveness, ...options })) {
    entries.push(entry);
    await onEntry?.(entry);
  }
  return { entries, liveness };
}

async function allOf(runId: string): Promise<readonly EntryView[]> {
  return (await desk.client().call("listEntries", { params: { runId }, query: { limit: 500 } })).entries;
}

test("a run is followed live to its end", async () => {
  const runId = await startLedger();
  const onEntry = ({ seq }: EntryView): Promise<void> => (seq === 2 ? book(runId, "close") : Promise.resolve());
  const { entries, liveness } = await follow(runId, fetchFrom(desk.handler), { onEntry });
  expect(entries).toEqual(await allOf(runId));
  expect(entries.at(-1)?.type).toBe("run.completed");
  expect(liveness).toEqual(["live"]);
});

test("a run is followed from an entry on, and one that is over and seen is followed no more", async () => {
  const runId = await startLedger();
  await book(runId, "close");
  await desk.scoria.waitForRun(ana, runId, { until: "settled" });
  const all = await allOf(runId);
  const fetch = fetchFrom(desk.handler);
  expect((await follow(runId, fetch, { after: 2 })).entries).toEqual(all.slice(2));
  expect((await follow(runId, fetch, { after: all.length })).entries).toEqual([]);
});

/** The same answer, whose connection breaks after so many pieces. */
function breaking(response: Response, after: number): Response {
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  let pieces = 0;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (pieces >= after) {
        await reader.cancel();
        return controller.error(new TypeError("The connection was reset."));
      }
      pieces += 1;
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: () => reader.cancel(),
  });
  return new Response(body, response);
}

test("a connection that breaks again and again is taken up each time, at any node", async () => {
  const runId = await startLedger();
  for (let n = 0; n < 3; n += 1) await book(runId, n);
  await book(runId, "close");
  await desk.scoria.waitForRun(ana, runId, { until: "settled" });
  const nodes = [desk.handler, createDashboardHandler(desk.scoria, { authorize: authorizeByHeader })].map(fetchFrom);
  let opened = 0;
  const fetch: Fetch = async (url, init) => {
    opened += 1;
    const response = await (nodes[opened % 2] as Fetch)(url, init);
    return response.body === null ? response : breaking(response, 4);
  };
  const { entries, liveness } = await follow(runId, fetch);
  expect(entries).toEqual(await allOf(runId));
  expect(opened).toBeGreaterThan(3);
  expect(liveness).toEqual(["live"]);
});

const blocked: readonly (readonly [what: string, answer: () => Promise<Response>])[] = [
  ["are cut", () => Promise.reject(new TypeError("fetch failed"))],
  ["are answered by a proxy", () => Promise.resolve(new Response("<h1>Bad gateway</h1>", { status: 502 }))],
  [
    "are answered by a page",
    () => Promise.resolve(new Response("<p>Welcome</p>", { headers: { "content-type": "text/html" } })),
  ],
  [
    "have no place left",
    () => Promise.resolve(Response.json({ error: { code: "TOO_MANY_STREAMS", message: "Full." } }, { status: 429 })),
  ],
];

test.concurrent.each(blocked)("where streams %s, entries are polled for", async (_, answer) => {
  const runId = await startLedger();
  const fetch: Fetch = (url, init) => (isStream(url) ? answer() : fetchFrom(desk.handler)(url, init));
  const onEntry = ({ seq }: EntryView): Promise<void> => (seq === 2 ? book(runId, "close") : Promise.resolve());
  const { entries, liveness } = await follow(runId, fetch, { onEntry });
  expect(entries).toEqual(await allOf(runId));
  expect(liveness).toEqual(["reconnecting", "polling"]);
});

test("while nothing answers it says so, and goes on when something does", async () => {
  const runId = await startLedger();
  await book(runId, "close");
  await desk.scoria.waitForRun(ana, runId, { until: "settled" });
  let attempts = 0;
  const fetch: Fetch = (url, init) => {
    attempts += 1;
    return attempts < 5 ? Promise.reject(new TypeError("fetch failed")) : fetchFrom(desk.handler)(url, init);
  };
  const { entries, liveness } = await follow(runId, fetch);
  expect(entries).toEqual(await allOf(runId));
  expect(liveness).toEqual(["reconnecting", "polling"]);
});

test("it ends when it is told to, and leaves its place", async () => {
  const runId = await startLedger();
  const handler = createDashboardHandler(desk.scoria, { authorize: authorizeByHeader, streams: { perOperator: 1 } });
  for (let n = 0; n < 3; n += 1) {
    const stop = new AbortController();
    const onEntry = ({ seq }: EntryView): Promise<void> => Promise.resolve(seq === 2 ? stop.abort() : undefined);
    const { entries, liveness } = await follow(runId, fetchFrom(handler), { signal: stop.signal, onEntry });
    expect([entries.length, liveness]).toEqual([2, ["live"]]);
  }
  const before = AbortSignal.abort();
  expect((await follow(runId, fetchFrom(handler), { signal: before })).entries).toEqual([]);
});

test("who stops reading leaves its place", async () => {
  const runId = await startLedger();
  const handler = createDashboardHandler(desk.scoria, { authorize: authorizeByHeader, streams: { perOperator: 1 } });
  const client = wireClient({ base, headers: headersOf(operatorOf()), fetch: fetchFrom(handler) });
  for (let n = 0; n < 3; n += 1) {
    for await (const { seq } of followRun({ client, runId })) {
      expect(seq).toBe(1);
      break;
    }
  }
});

test("what the server refuses is thrown, and not asked for again", async () => {
  const runId = await startLedger();
  const asked: string[] = [];
  const refusalOf = async (id: string, handler = desk.handler, headers = headersOf(operatorOf())): Promise<unknown> => {
    const fetch: Fetch = (url, init) => {
      asked.push(url);
      return handler(new Request(url, init));
    };
    const client = wireClient({ base, headers, fetch });
    return followRun({ client, runId: id })
      .next()
      .catch((error: unknown) => error);
  };
  const stranger = createDashboardHandler(desk.scoria, { authorize: () => undefined });
  const blind = headersOf(operatorOf({ can: ["cancel"] }));
  const refusals = [
    await refusalOf("0199c0de-0000-7000-8000-000000000000"),
    await refusalOf("no-run"),
    await refusalOf(runId, stranger),
    await refusalOf(runId, desk.handler, blind),
  ];
  expect(refusals.every((error) => error instanceof WireError)).toBe(true);
  expect(refusals).toEqual([
    expect.objectContaining({ status: 404, code: "RUN_NOT_FOUND" }),
    expect.objectContaining({ status: 400, code: "INVALID_INPUT" }),
    expect.objectContaining({ status: 401, code: "NOT_AUTHORIZED" }),
    expect.objectContaining({ status: 403, code: "PERMISSION_MISSING" }),
  ]);
  expect(asked).toHaveLength(4);
});

test("who may no longer see the run is told so", async () => {
  const runId = await startLedger();
  let isRevoked = false;
  const handler = createDashboardHandler(desk.scoria, { authorize: () => (isRevoked ? undefined : operatorOf()) });
  const onEntry = (): Promise<void> => Promise.resolve(void (isRevoked = true));
  await expect(follow(runId, fetchFrom(handler), { onEntry })).rejects.toMatchObject({
    status: 401,
    code: "NOT_AUTHORIZED",
  });
});

test("a browser whose streams cannot be walked by for await follows live all the same", async () => {
  const runId = await startLedger();
  const prototype = ReadableStream.prototype as unknown as Record<symbol, unknown>;
  const walk = prototype[Symbol.asyncIterator];
  delete prototype[Symbol.asyncIterator];
  try {
    let told = 0;
    const onEntry = async (): Promise<void> => {
      told += 1;
      if (told === 2) await book(runId, "close");
    };
    const { liveness } = await follow(runId, fetchFrom(desk.handler), { onEntry });
    expect(liveness).toEqual(["live"]);
  } finally {
    prototype[Symbol.asyncIterator] = walk;
  }
});

test("where streams open and bring nothing, the entries are polled for", async () => {
  const runId = await startLedger();
  const opened = (): Response =>
    new Response(": open\n\n", { status: 200, headers: { "content-type": "text/event-stream" } });
  const own = fetchFrom(desk.handler);
  const fetch: Fetch = async (url, init) => (isStream(url) ? opened() : own(url, init));
  await book(runId, "close");
  const { entries, liveness } = await follow(runId, fetch);
  expect(liveness).toContain("polling");
  expect(entries.at(-1)?.type).toBe("run.completed");
});
