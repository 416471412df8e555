import { Readable } from "node:stream";
import type { Handler } from "../../../src/handlers/handler.ts";
import { revokedProxy, thenable, throwingProxy } from "./hostile-objects.ts";

/** How a run of a hostile handler may end. */
export interface Ending {
  readonly status: "completed" | "failed" | "halted" | "cancelled";
  readonly code?: string;
  readonly name?: string;
}

interface HostileHandler {
  readonly run: Handler;
  readonly ends: Ending;
  /** True: it never ends by itself, so somebody cancels it. */
  readonly hangs?: boolean;
}

const failed: Ending = { status: "failed" };
const completed: Ending = { status: "completed" };
const cancelled: Ending = { status: "cancelled", name: "RunCancelled" };
const noResult: Ending = { status: "failed", code: "STEP_RESULT_INVALID" };
const tooLarge: Ending = { status: "failed", code: "PAYLOAD_TOO_LARGE" };

export const manySteps = 2_000;

const throwing = (what: () => unknown): HostileHandler => ({
  run: () => {
    throw what();
  },
  ends: failed,
});
const returning = (what: () => unknown, ends: Ending): HostileHandler => ({ run: () => what(), ends });
const stepReturning = (what: () => unknown, ends: Ending): HostileHandler => ({
  run: async (ctx) => ctx.step("odd", what as () => null),
  ends,
});

function cyclic(): object {
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  return cycle;
}

function throwIt(): never {
  throw new Error("then");
}

const never = (): Promise<never> => new Promise(() => {});

const odd: Readonly<Record<string, readonly [what: () => unknown, ends: Ending]>> = {
  function: [() => () => 1, noResult],
  symbol: [() => Symbol("s"), noResult],
  bigint: [() => 1n, noResult],
  cycle: [cyclic, noResult],
  "text of 2 MiB": [() => "x".repeat(2 ** 21), tooLarge],
  "text of 300 MB": [() => "x".repeat(300_000_000), tooLarge],
  "array of a million": [() => Array.from({ length: 1_000_000 }, () => 1), tooLarge],
  "7,000 levels": [() => JSON.parse(`${"[".repeat(7_000)}${"]".repeat(7_000)}`) as unknown, noResult],
  "proxy that throws": [() => ({ inside: throwingProxy({}, "trap") }), noResult],
  "revoked proxy": [() => ({ inside: revokedProxy([]) }), noResult],
  "web stream": [() => new ReadableStream(), noResult],
  "Node stream": [() => Readable.from(["a"]), noResult],
  "promise inside": [() => ({ inside: Promise.resolve(1) }), noResult],
  "thenable that resolves twice": [
    () =>
      thenable((resolve) => {
        resolve(1);
        resolve(2);
      }),
    completed,
  ],
  "thenable that resolves and then throws": [
    () =>
      thenable((resolve) => {
        resolve(1);
        throw new Error("late");
      }),
    completed,
  ],
  "thenable whose then throws": [
    () => new Proxy({}, { get: (_, key) => (key === "then" ? throwIt() : undefined) }),
    failed,
  ],
};

/** What handlers want to do once their runs have ended; the test says when. */
export const goOnLate: (() => void)[] = [];

/** Handlers that do what no handler should, and how a run of each ends. */
export const hostileHandlers: Readonly<Record<string, HostileHandler>> = {
  "throws a text": throwing(() => "a text"),
  "throws undefined": throwing(() => undefined),
  "throws a frozen error": throwing(() => Object.freeze(new Error("cold"))),
  "throws a proxy": throwing(() => throwingProxy({}, "trap")),
  "throws a revoked proxy": throwing(() => revokedProxy({})),
  "throws a thenable": throwing(() => thenable((resolve) => resolve(1))),
  "throws an error of 300 MB": throwing(() => new Error("x".repeat(300_000_000))),
  "throws an error with odd text": throwing(() => new Error("a\u0000b\ud800")),
  "throws an error that makes itself": throwing(() =>
    Object.defineProperty(new Error("x"), "message", { get: () => throwingProxy({}, "trap") }),
  ),
  ...Object.fromEntries(
    Object.entries(odd).map(([name, [what, ends]]) => [`returns a ${name}`, returning(what, ends)]),
  ),
  ...Object.fromEntries(
    Object.entries(odd).map(([name, [what, ends]]) => [`has a step that returns a ${name}`, stepReturning(what, ends)]),
  ),
  "never ends": { run: never, ends: cancelled, hangs: true },
  "has a step that never ends": { run: async (ctx) => ctx.step("never", never), ends: cancelled, hangs: true },
  "has a step that never ends in its time": {
    run: async (ctx) => ctx.step("never", never, { timeoutMs: 100 }),
    ends: { status: "failed", name: "TimeoutError" },
  },
  "has a step that waits for itself": {
    run: async (ctx) => {
      const self: Promise<null> = ctx.step("self", () => self, { timeoutMs: 100 });
      return self;
    },
    ends: { status: "failed", name: "TimeoutError" },
  },
  "rejects once it is aborted": {
    run: async (ctx) =>
      ctx.step("deaf", ({ signal }) => {
        const { promise, reject } = Promise.withResolvers<null>();
        signal.addEventListener("abort", () => reject(new Error("late")));
        return promise;
      }),
    ends: cancelled,
    hangs: true,
  },
  "changes its input": {
    run: (ctx) => {
      try {
        (ctx.input as { changed?: boolean }).changed = true;
      } catch {
        // Whether it is frozen or a copy, what is recorded stays.
      }
    },
    ends: completed,
  },
  "changes its ctx": {
    run: (ctx) => {
      (ctx as { runId: string }).runId = "x";
    },
    ends: { status: "failed", name: "TypeError" },
  },
  "calls ctx inside a step": {
    run: async (ctx) => ctx.step("outer", () => ctx.step("inner", () => 1)),
    ends: { status: "failed", code: "STEP_NESTED" },
  },
  "goes on after it has returned": {
    run: (ctx) => {
      goOnLate.push(() => {
        void ctx.step("late", () => "late");
        void ctx.requestApproval({ tool: "late", arguments: {} });
        void ctx.sleep(1);
        void ctx.waitForSignal("late");
      });
      return "done";
    },
    ends: completed,
  },
  "does not wait for its many steps": {
    run: (ctx) => {
      for (let at = 0; at < manySteps; at += 1) void ctx.step(["many", String(at)], () => at);
      return "done";
    },
    ends: completed,
  },
  "does not wait for steps that fail": {
    run: (ctx) => {
      for (let at = 0; at < 50; at += 1) {
        void ctx.step(["failing", String(at)], () => {
          throw at;
        });
      }
    },
    ends: completed,
  },
  "gives odd names and options": {
    run: async (ctx) => {
      const loose = ctx as unknown as { step(...args: readonly unknown[]): Promise<unknown> };
      const step = (...args: readonly unknown[]): Promise<unknown> => loose.step(...args);
      const works = () => 1;
      const names: readonly unknown[] = [
        "",
        "\u0000",
        "x".repeat(1e6),
        7,
        null,
        throwingProxy([], "trap"),
        ["a", "\ud800"],
      ];
      const options: readonly unknown[] = [
        7,
        { retry: throwingProxy({}, "trap") },
        { timeoutMs: -1 },
        { approval: revokedProxy({}) },
      ];
      const calls = [
        ...names.map((name) => step(name, works)),
        ...options.map((option, at) => step(`o${at}`, works, option)),
      ];
      const ends = await Promise.allSettled(calls);
      const codes = ends.map((end) =>
        end.status === "fulfilled" ? "taken" : (end.reason as { readonly code?: string }).code,
      );
      if (!codes.every((code) => code === "INVALID_INPUT" || code === "APPROVAL_STALE")) throw new Error(codes.join());
    },
    ends: completed,
  },
};
