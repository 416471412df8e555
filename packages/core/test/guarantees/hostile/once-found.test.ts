import { expect, test } from "vitest";
import { ana, createTestScoria, type TestScoria } from "../../../src/testing/create-test-scoria.ts";
import { revokedProxy, throwingProxy } from "./hostile-objects.ts";
import { judgeCall } from "./judge-call.ts";
import { absentId } from "./scene.ts";

// What a seed has found once is tried in every run, not only when the seed comes up again.

const canary = "canary-once-found";
const fakeSignal = Object.create(AbortSignal.prototype) as AbortSignal;
const as = (value: unknown): never => value as never;

const found: Readonly<Record<string, (scoria: TestScoria) => unknown>> = {
  "a signal that only inherits, in waitForRun": (scoria) =>
    scoria.waitForRun(ana, absentId, { until: "settled", signal: fakeSignal }),
  "a signal that only inherits, in watchRun": async (scoria) => {
    for await (const entry of scoria.watchRun(ana, absentId, { signal: fakeSignal })) return entry;
  },
  "a signal that is a proxy": (scoria) =>
    scoria.waitForRun(ana, absentId, as({ until: "settled", signal: throwingProxy({}, canary) })),
  "a list of starts that was revoked": (scoria) => scoria.startRuns(ana, as(revokedProxy([]))),
  "a list of starts that throws": (scoria) => scoria.startRuns(ana, as(throwingProxy([], canary))),
  "options that were not awaited": (scoria) => scoria.startRun(ana, as(Promise.resolve({}))),
  // Twice, because to make JSON of it ended the process the second time.
  "a filter of 300 MB": async (scoria) => {
    const kind = "x".repeat(300_000_000);
    await expect(scoria.listRuns(ana, { kind })).rejects.toMatchObject({ code: "INVALID_INPUT" });
    return scoria.listRuns(ana, { kind });
  },
  "a filter that throws": (scoria) => scoria.listApprovals(ana, { tool: as(throwingProxy({}, canary)) }),
  "a step kind that is a secret": (scoria) => scoria.startRun(ana, { initialStep: { kind: canary } }),
  "claims that were revoked": (scoria) => scoria.identity.fromClaims(revokedProxy([])),
  "a claim that was revoked": (scoria) => scoria.identity.fromClaims({ sub: revokedProxy([]), tenant: "acme" }),
  "headers that throw": (scoria) =>
    scoria.identity.fromHeaders(as(throwingProxy({}, canary)), { actorId: "x-user", tenantId: "x-tenant" }),
};

test.each(Object.entries(found))("%s is refused by its code", async (_, call) => {
  await using scoria = await createTestScoria({ handlers: { note: () => null } });
  const judged = await judgeCall(() => call(scoria), { isRight: () => false, mustRefuse: true, canary });
  expect(judged.fault).toBeUndefined();
});

test("a list of starts with a hole leaves no run that its caller was not told of", async () => {
  await using scoria = await createTestScoria();
  const holed = Object.assign(Array.from({ length: 1 }), { 2: {} }) as object[];
  const told = await scoria.startRuns(ana, holed).catch(() => []);
  const { runs } = await scoria.listRuns(ana);
  expect(runs.map(({ runId }) => runId).toSorted()).toEqual(told.map(({ runId }) => runId).toSorted());
});
