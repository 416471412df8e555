import { createScoria } from "../../../src/create-scoria.ts";
import { verifyExport } from "../../../src/journal/export-format.ts";
import type { Identity, ScoriaCore, ScoriaNodes, ScoriaQueues, ScoriaRetention } from "../../../src/index.ts";
import { operatorSurface, type OperatorSurface } from "../../../src/operator/index.ts";
import { ana, bo } from "../../../src/testing/create-test-scoria.ts";
import { isPage, isSummary, isSummaries } from "./right-answers.ts";
import { absentId, type Scene } from "./scene.ts";

/** Where in the arguments of a call a value stands; `+` is one more key of an object. */
export type Place = readonly (number | string)[];

/** One verb: what it is called with when all is well, and every place where it may go wrong. */
export interface Verb {
  readonly name: string;
  /** `pick` chooses among what is there: a whole number below. */
  readonly good: (scene: Scene, pick: (below: number) => number) => readonly unknown[];
  readonly places: readonly Place[];
  /** Places that take functions, signals and other things that are no data. */
  readonly lax?: readonly Place[];
  readonly call: (scene: Scene, args: readonly unknown[]) => unknown;
  readonly isRight: (answer: unknown) => boolean;
}

type AnyVerb = (...args: readonly unknown[]) => unknown;

function facadeVerb(name: string, rest: Omit<Verb, "name" | "call">): Verb {
  const call = ({ scoria }: Scene, args: readonly unknown[]): unknown =>
    (scoria as unknown as Readonly<Record<string, AnyVerb>>)[name]?.(...args);
  return { name, call, ...rest };
}

const runIdOf = (scene: Scene, pick: (below: number) => number): string =>
  [scene.completed, scene.failed, scene.waiting[pick(scene.waiting.length)] ?? "", absentId, scene.foreign][pick(5)] ??
  "";

const isObject = (answer: unknown): answer is Readonly<Record<string, unknown>> =>
  typeof answer === "object" && answer !== null;
const isFrozenWho = (answer: unknown): boolean => isObject(answer) && Object.isFrozen(answer) && "actorId" in answer;
const isApproval = (answer: unknown): boolean => isObject(answer) && typeof answer.approvalId === "string";
const isOverview = (answer: unknown): boolean => isObject(answer) && Array.isArray(answer.attention);
const isCheck = (answer: unknown): boolean => isObject(answer) && typeof answer.ok === "boolean";

async function allOf<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const helper = (
  name: "fromClaims" | "fromSession" | "fromHeaders",
  rest: Omit<Verb, "name" | "call" | "isRight">,
): Verb => ({
  name: `identity.${name}`,
  call: ({ scoria }, args) => (scoria.identity as unknown as Readonly<Record<string, AnyVerb>>)[name]?.(...args),
  isRight: isFrozenWho,
  ...rest,
});
const nodesVerb = (name: keyof ScoriaNodes, rest: Omit<Verb, "name" | "call" | "isRight">): Verb => ({
  name: `nodes.${name}`,
  call: ({ scoria }, args) => (scoria.nodes as unknown as Readonly<Record<string, AnyVerb>>)[name]?.(...args),
  isRight: Array.isArray,
  ...rest,
});
const schedulesVerb = (name: keyof ScoriaCore["schedules"], rest: Omit<Verb, "name" | "call">): Verb => ({
  name: `schedules.${name}`,
  call: ({ scoria }, args) => (scoria.schedules as unknown as Readonly<Record<string, AnyVerb>>)[name]?.(...args),
  ...rest,
});
const queuesVerb = (name: keyof ScoriaQueues, rest: Omit<Verb, "name" | "call">): Verb => ({
  name: `queues.${name}`,
  call: ({ scoria }, args) => (scoria.queues as unknown as Readonly<Record<string, AnyVerb>>)[name]?.(...args),
  ...rest,
});
const retentionVerb = (name: keyof ScoriaRetention, rest: Omit<Verb, "name" | "call">): Verb => ({
  name: `retention.${name}`,
  call: ({ scoria }, args) => (scoria.retention as unknown as Readonly<Record<string, AnyVerb>>)[name]?.(...args),
  ...rest,
});
const surfaceVerb = (name: keyof OperatorSurface, rest: Omit<Verb, "name" | "call">): Verb => ({
  name: `operatorSurface.${name}`,
  call: ({ scoria }, args) =>
    (operatorSurface(scoria) as unknown as Readonly<Record<string, AnyVerb>>)[name]?.(...args),
  ...rest,
});
const mappingPlaces: readonly Place[] = [
  [1],
  [1, "actorId"],
  [1, "tenantId"],
  [1, "sessionId"],
  [1, "metadata"],
  [1, "metadata", 0],
];

const start = {
  rootRole: "executor",
  initialStep: { kind: "note" },
  input: { a: 1 },
  metadata: { m: 1 },
  priority: "high",
  workload: "chat",
  concurrencyKey: "customer-7",
  deadline: new Date(Date.UTC(2090, 0)),
  rails: { maxEntries: 50, maxSteps: 50, maxActiveMs: 60_000 },
  runtime: { model: "m", promptPolicy: { policyKey: "k", toolsAllowed: false, metadata: { n: 1 } } },
};
const startPlaces: readonly Place[] = [
  [],
  ["rootRole"],
  ["initialStep"],
  ["initialStep", "kind"],
  ["initialStep", "+"],
  ["input"],
  ["input", "a"],
  ["input", "+"],
  ["idempotencyKey"],
  ["metadata"],
  ["metadata", "m"],
  ["queue"],
  ["priority"],
  ["workload"],
  ["concurrencyKey"],
  ["runAt"],
  ["deadline"],
  ["rails"],
  ["rails", "maxEntries"],
  ["rails", "maxSteps"],
  ["rails", "maxActiveMs"],
  ["rails", "+"],
  ["runtime"],
  ["runtime", "model"],
  ["runtime", "promptPolicy"],
  ["runtime", "promptPolicy", "policyKey"],
  ["runtime", "promptPolicy", "toolsAllowed"],
  ["runtime", "promptPolicy", "metadata"],
  ["runtime", "promptPolicy", "metadata", "n"],
  ["runtime", "promptPolicy", "+"],
  ["runtime", "+"],
  ["+"],
];

export const verbs: readonly Verb[] = [
  {
    name: "identity",
    call: ({ scoria }, args) => (scoria.identity as unknown as AnyVerb)(...args),
    good: () => [{ actorId: "ana", tenantId: "acme", sessionId: "chat-1", metadata: { note: "n" } }],
    places: [
      [0],
      [0, "actorId"],
      [0, "tenantId"],
      [0, "sessionId"],
      [0, "metadata"],
      [0, "metadata", "note"],
      [0, "+"],
    ],
    isRight: isFrozenWho,
  },
  helper("fromClaims", {
    good: () => [{ sub: "ana", tenant_id: "acme", session_id: "chat-1", x: "x" }, { metadata: ["x"] }],
    places: [[0], [0, "sub"], [0, "tenant_id"], [0, "session_id"], [0, "x"]],
    lax: mappingPlaces,
  }),
  helper("fromSession", {
    good: () => [{ user: { id: "ana" }, tenantId: "acme", sessionId: "chat-1" }, {}],
    places: [[0], [0, "user", "id"], [0, "tenantId"], [0, "sessionId"]],
    lax: [[0, "user"], ...mappingPlaces],
  }),
  helper("fromHeaders", {
    good: () => [
      { "x-user": "ana", "x-tenant": "acme", "x-more": "m" },
      { actorId: "x-user", tenantId: "x-tenant", metadata: ["x-more"] },
    ],
    places: [[0], [0, "x-user"], [0, "x-tenant"]],
    lax: [[0, "get"], ...mappingPlaces],
  }),
  facadeVerb("operator", {
    good: () => [{ actorId: "on-call", tenants: ["acme", "evil"] }],
    places: [[0], [0, "actorId"], [0, "tenants"], [0, "tenants", 1], [0, "+"]],
    isRight: isFrozenWho,
  }),
  facadeVerb("startRun", {
    good: () => [ana, start],
    places: [[0], ...startPlaces.map((place) => [1, ...place])],
    isRight: isSummary,
  }),
  facadeVerb("startRuns", {
    good: () => [ana, [{}, start]],
    places: [[0], [1], [1, 0], ...startPlaces.map((place) => [1, 1, ...place])],
    isRight: isSummaries,
  }),
  facadeVerb("getRun", { good: (scene, pick) => [ana, runIdOf(scene, pick)], places: [[0], [1]], isRight: isSummary }),
  facadeVerb("getRunDetail", {
    good: (scene, pick) => [ana, runIdOf(scene, pick)],
    places: [[0], [1]],
    isRight: isSummary,
  }),
  facadeVerb("listRuns", {
    good: (scene, pick) => [
      [ana, scene.everyone][pick(2)],
      [{ limit: 3 }, { limit: 3, status: ["waiting", "failed"], runId: scene.completed.slice(0, 6) }][pick(2)],
    ],
    places: [
      [0],
      [1],
      ...[
        "status",
        "kind",
        "sessionId",
        "actorId",
        "queue",
        "waitingFor",
        "runId",
        "createdAfter",
        "createdBefore",
      ].map((key) => [1, key]),
      [1, "status", 1],
      ...["limit", "cursor", "+"].map((key) => [1, key]),
    ],
    isRight: (answer) => isPage(answer, "runs"),
  }),
  facadeVerb("listSessions", {
    good: (scene, pick) => [[ana, scene.everyone][pick(2)], { limit: 3 }],
    places: [[0], [1], [1, "limit"], [1, "cursor"], [1, "+"]],
    isRight: (answer) => isPage(answer, "sessions"),
  }),
  facadeVerb("getApproval", {
    good: (scene, pick) => [
      bo,
      [scene.approvals[pick(scene.approvals.length)], absentId, scene.foreignApproval][pick(3)],
    ],
    places: [[0], [1]],
    isRight: isApproval,
  }),
  surfaceVerb("overview", { good: ({ everyone }) => [everyone], places: [[0]], isRight: isOverview }),
  surfaceVerb("sessionNeighbours", {
    good: (scene, pick) => [ana, runIdOf(scene, pick)],
    places: [[0], [1]],
    isRight: (answer) => isObject(answer) && "previous" in answer && "next" in answer,
  }),
  surfaceVerb("lastApproved", {
    good: (scene, pick) => [
      bo,
      [scene.approvals[pick(scene.approvals.length)], absentId, scene.foreignApproval][pick(3)],
    ],
    places: [[0], [1]],
    isRight: (answer) => answer === null || isApproval(answer),
  }),
  {
    name: "operatorSurface.exportEvidence",
    call: ({ scoria }, [who, runId]) =>
      operatorSurface(scoria).exportEvidence(who as Identity, runId as string, () => ({
        payload: null,
        redacted: true,
      })),
    good: (scene, pick) => [ana, runIdOf(scene, pick)],
    places: [[0], [1]],
    isRight: (answer) => isObject(answer) && typeof answer.jsonl === "string",
  },
  facadeVerb("listRunsForSession", {
    good: () => [ana, { limit: 3 }],
    places: [[0], [1], [1, "limit"], [1, "cursor"], [1, "+"]],
    isRight: (answer) => isPage(answer, "runs"),
  }),
  facadeVerb("listApprovals", {
    good: (scene, pick) => [[bo, scene.everyone][pick(2)], { limit: 3 }],
    places: [[0], [1], ...["status", "runId", "tool", "limit", "cursor", "+"].map((key) => [1, key])],
    isRight: (answer) => isPage(answer, "approvals"),
  }),
  facadeVerb("decideApproval", {
    good: (scene, pick) => [
      bo,
      [scene.approvals[pick(scene.approvals.length)], absentId, scene.foreignApproval][pick(3)],
      { decision: "approved", reason: "seen", resume: pick(2) === 0 },
    ],
    places: [[0], [1], [2], [2, "decision"], [2, "reason"], [2, "resume"], [2, "+"]],
    isRight: isSummary,
  }),
  facadeVerb("resumeRun", {
    good: (scene, pick) => [ana, runIdOf(scene, pick)],
    places: [[0], [1]],
    isRight: isSummary,
  }),
  facadeVerb("waitForRun", {
    good: (scene) => [ana, scene.completed, { until: "settled", timeoutMs: 5 }],
    places: [[0], [1], [2], [2, "until"], [2, "timeoutMs"], [2, "+"]],
    lax: [[2, "signal"]],
    isRight: isSummary,
  }),
  {
    name: "watchRun",
    call: async ({ scoria }, args) =>
      allOf((scoria.watchRun as unknown as (...of: readonly unknown[]) => AsyncIterable<unknown>)(...args)),
    good: (scene) => [ana, scene.completed, { after: 0 }],
    places: [[0], [1], [2], [2, "after"], [2, "+"]],
    lax: [[2, "signal"]],
    isRight: Array.isArray,
  },
  facadeVerb("cancelRun", {
    good: (scene, pick) => [
      ana,
      pick(20) === 0 ? runIdOf(scene, pick) : scene.completed,
      { reason: "over", timeoutMs: 5 },
    ],
    places: [[0], [1], [2], [2, "reason"], [2, "timeoutMs"], [2, "+"]],
    isRight: (answer) => isObject(answer) && isSummary(answer.run),
  }),
  facadeVerb("retryRun", {
    good: (scene, pick) => [ana, runIdOf(scene, pick)],
    places: [[0], [1]],
    isRight: isSummary,
  }),
  facadeVerb("signalRun", {
    good: (scene, pick) => [ana, runIdOf(scene, pick), "paid", { cents: 1 }, {}],
    places: [[0], [1], [2], [3], [3, "cents"], [3, "+"], [4], [4, "idempotencyKey"], [4, "+"]],
    isRight: isSummary,
  }),
  facadeVerb("verifyEvidence", {
    good: (scene) => [ana, scene.completed, { head: scene.head }],
    places: [
      [0],
      [1],
      [2],
      [2, "head"],
      [2, "head", "runId"],
      [2, "head", "seq"],
      [2, "head", "hash"],
      [2, "head", "+"],
      [2, "+"],
    ],
    isRight: isCheck,
  }),
  facadeVerb("exportEvidence", {
    good: (scene, pick) => [ana, runIdOf(scene, pick)],
    places: [[0], [1]],
    isRight: (answer) => isObject(answer) && typeof answer.jsonl === "string",
  }),
  // Nobody's name: a drained node would execute nothing for the calls that follow.
  nodesVerb("list", { good: ({ everyone }) => [everyone], places: [[0]] }),
  nodesVerb("drain", {
    good: ({ everyone }) => [everyone, "nobody", { reason: "over" }],
    places: [[0], [1], [2], [2, "reason"], [2, "+"]],
  }),
  nodesVerb("quarantine", {
    good: ({ everyone }) => [everyone, "nobody", { forMs: 1, reason: "over" }],
    places: [[0], [1], [2], [2, "forMs"], [2, "reason"], [2, "+"]],
  }),
  nodesVerb("release", { good: ({ everyone }) => [everyone, "nobody"], places: [[0], [1]] }),
  queuesVerb("stats", { good: ({ everyone }) => [everyone], places: [[0]], isRight: Array.isArray }),
  queuesVerb("configure", {
    good: ({ everyone }, pick) => [
      everyone,
      `queue-${pick(3)}`,
      {
        maxSize: 9,
        concurrency: 2,
        tenantConcurrency: null,
        keyConcurrency: 1,
        workloadWeights: { chat: 2 },
        tenantWeights: null,
      },
    ],
    places: [
      [0],
      [1],
      [2],
      ...["maxSize", "concurrency", "tenantConcurrency", "keyConcurrency", "workloadWeights", "tenantWeights", "+"].map(
        (key) => [2, key],
      ),
      [2, "workloadWeights", "chat"],
    ],
    isRight: (answer) => isObject(answer) && "maxSize" in answer,
  }),
  queuesVerb("pause", {
    good: ({ everyone }, pick) => [everyone, `queue-${pick(3)}`, { reason: "r" }],
    places: [[0], [1], [2], [2, "reason"], [2, "+"]],
    isRight: (answer) => answer === undefined,
  }),
  queuesVerb("resume", {
    good: ({ everyone }, pick) => [everyone, `queue-${pick(3)}`],
    places: [[0], [1]],
    isRight: (answer) => answer === undefined,
  }),
  queuesVerb("clear", {
    good: ({ everyone }, pick) => [everyone, `queue-${pick(3)}`, { reason: "r" }],
    places: [[0], [1], [2], [2, "reason"], [2, "+"]],
    isRight: Array.isArray,
  }),
  queuesVerb("drain", {
    good: ({ everyone }, pick) => [everyone, `queue-${pick(3)}`, { reason: "r" }],
    places: [[0], [1], [2], [2, "reason"], [2, "+"]],
    isRight: Array.isArray,
  }),
  schedulesVerb("set", {
    // Never while the calls go on.
    good: (_, pick) => [
      ana,
      `schedule-${pick(3)}`,
      {
        kind: "note",
        cron: "0 0 29 2 *",
        timeZone: "Europe/Berlin",
        input: { a: 1 },
        rootRole: "executor",
        metadata: { m: 1 },
        sessionId: "chat-1",
        missed: "skip",
        paused: false,
      },
    ],
    places: [
      [0],
      [1],
      [2],
      ...["kind", "cron", "timeZone", "input", "rootRole", "metadata", "sessionId", "missed", "paused", "+"].map(
        (key) => [2, key],
      ),
      [2, "input", "a"],
      [2, "metadata", "m"],
    ],
    isRight: (answer) => isObject(answer) && Array.isArray(answer.nextTimes),
  }),
  schedulesVerb("list", {
    good: (scene, pick) => [[ana, scene.everyone][pick(2)], { limit: 3 }],
    places: [[0], [1], [1, "limit"], [1, "cursor"], [1, "+"]],
    isRight: (answer) => isPage(answer, "schedules"),
  }),
  schedulesVerb("pause", {
    good: (scene, pick) => [[ana, scene.everyone][pick(2)], `schedule-${pick(4)}`],
    places: [[0], [1]],
    isRight: Array.isArray,
  }),
  schedulesVerb("resume", {
    good: (scene, pick) => [[ana, scene.everyone][pick(2)], `schedule-${pick(4)}`],
    places: [[0], [1]],
    isRight: Array.isArray,
  }),
  schedulesVerb("remove", {
    good: (_, pick) => [ana, `schedule-${pick(4)}`],
    places: [[0], [1]],
    isRight: (answer) => typeof answer === "number",
  }),
  retentionVerb("apply", {
    good: ({ everyone }) => [everyone, { dryRun: true, limit: 3 }],
    places: [[0], [1], [1, "dryRun"], [1, "limit"], [1, "+"]],
    isRight: (answer) => isObject(answer) && Array.isArray(answer.tenants),
  }),
  retentionVerb("tombstone", {
    good: (scene, pick) => [scene.everyone, runIdOf(scene, pick)],
    places: [[0], [1]],
    isRight: (answer) => answer === null,
  }),
  {
    name: "verifyExport",
    call: (_, args) => (verifyExport as unknown as AnyVerb)(...args),
    good: (scene) => [scene.jsonl, { head: scene.head }],
    places: [[1], [1, "head"], [1, "head", "runId"], [1, "head", "seq"], [1, "head", "hash"], [1, "+"]],
    lax: [[0]],
    isRight: isCheck,
  },
  {
    // Nothing may be opened here, so something is always wrong: the tracer, which is read last.
    name: "createScoria",
    call: (_, args) => {
      const [options] = args as readonly [{ readonly tracer?: unknown }];
      return createScoria((options.tracer === undefined ? { ...options, tracer: 1 } : options) as object);
    },
    good: () => [
      {
        database: "memory:",
        worker: { concurrency: 1, quarantine: {} },
        rails: {},
        defaults: { promptPolicy: {} },
        approvals: {},
        retention: {},
        lanes: {},
        handlers: {},
        tracer: 1,
      },
    ],
    places: [
      ...[
        "database",
        "migrate",
        "preparedNames",
        "rls",
        "rails",
        "defaults",
        "approvals",
        "retention",
        "nodeName",
        "logger",
        "redactor",
        "tracer",
        "+",
      ].map((key) => [0, key]),
      ...[
        "concurrency",
        "leaseMs",
        "heartbeatMs",
        "pollMs",
        "watchdog",
        "graceMs",
        "poisonAfter",
        "quarantine",
        "+",
      ].map((key) => [0, "worker", key]),
      ...["downs", "windowMs", "forMs", "+"].map((key) => [0, "worker", "quarantine", key]),
      [0, "rails", "maxEntries"],
      [0, "rails", "maxSteps"],
      [0, "rails", "maxToolCalls"],
      [0, "rails", "maxActiveMs"],
      [0, "rails", "maxBytes"],
      ...["provider", "model", "promptPolicy", "tenant", "actor", "+"].map((key) => [0, "defaults", key]),
      [0, "defaults", "promptPolicy", "approvalRequired"],
      [0, "approvals", "allowOwnRequests"],
      ...["payloadsAfterMs", "runsAfterMs", "tenant", "periodic", "everyMs", "+"].map((key) => [0, "retention", key]),
      [0, "worker"],
      [0, "lanes"],
      [0, "lanes", "a"],
      [0, "handlers"],
      [0, "handlers", "a"],
    ],
    isRight: () => false,
  },
];
