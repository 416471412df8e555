import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { decodeOptions } from "../../../src/resolve-options.ts";
import { ana } from "../../../src/testing/create-test-scoria.ts";
import { onEachEngine } from "../../on-each-engine.ts";
import { countOf, printFigure, seed, timeLimit } from "../proof.ts";
import { describeCall, hostileCall, mustRefuse, picker, putAt, type HostileCall } from "./hostile-call.ts";
import { revokedProxy, throwingProxy } from "./hostile-objects.ts";
import { judgeCall } from "./judge-call.ts";
import { absentId, makeScene, type Scene } from "./scene.ts";
import { verbs } from "./verb-calls.ts";

const calls = countOf({ usual: 10_000, full: 100_000 });
// Of twenty calls seventeen are bad, one has its arguments changed meanwhile, and two are made by a crowd at one time.
const badCalls = Math.round(calls * 0.85);
const mutated = Math.round(calls * 0.05);
const crowd = 50;
const crowds = Math.round((calls - badCalls - mutated) / crowd);
const atOnce = 20;
const probeEvery = 500;

const unhandled: unknown[] = [];
const onUnhandled = (error: unknown): void => void unhandled.push(error);
process.on("unhandledRejection", onUnhandled);
afterAll(() => process.off("unhandledRejection", onUnhandled));

onEachEngine("hostile input", (engine) => {
  test(
    "is refused by its code or answered rightly, and the facade goes on as before",
    { timeout: timeLimit(120_000) },
    async () => {
      const begun = performance.now();
      const scene = await makeScene(engine);
      await using scoria = scene.scoria;
      const faults: string[] = [];
      const late: HostileCall[] = [];

      const bad = fc.sample(hostileCall, { seed, numRuns: badCalls });
      for (let at = 0; at < bad.length; at += atOnce) {
        await Promise.all(bad.slice(at, at + atOnce).map((call) => tryCall(scene, call, faults, late)));
        if (at % probeEvery === 0) await probe(scene);
      }
      for (const call of late.splice(0)) {
        await tryCall(scene, call, faults, late);
        faults.push(...late.splice(0).map((again) => `${describeCall(again)} took too long, twice`));
      }
      const picks = fc.sample(fc.array(fc.nat(10_000), { minLength: 4, maxLength: 4 }), { seed, numRuns: mutated });
      for (const [at, pick] of picks.entries()) {
        faults.push(...(await tryMutated(scene, pick)));
        if (at < crowds) faults.push(...(await tryCrowd(scene, pick)));
      }
      await probe(scene);

      const { rows } = await scoria.database.control.query<{ run_id: string }>({
        text: "select run_id from scoria.runs",
        values: [],
      });
      const unacknowledged = rows.filter(({ run_id: runId }) => !scene.acknowledged.has(runId));
      const broken: string[] = [];
      for (const { run_id: runId } of rows) {
        const check = await scoria.verifyEvidence(scene.everyone, runId);
        if (!check.ok) broken.push(`${runId}: ${check.field}`);
      }
      const ms = Math.round(performance.now() - begun);
      const count = badCalls + crowds * crowd + mutated;
      printFigure({ promise: "G1-G9", engine, seed, count, runs: rows.length, faults: faults.length, ms });

      expect(countEach(faults), `SCORIA_TEST_SEED=${seed}`).toEqual({});
      expect(unacknowledged, "runs that no call has acknowledged").toEqual([]);
      expect(broken, "journals that do not verify").toEqual([]);
      expect(unhandled).toEqual([]);
    },
  );
});

test("options that cannot be read as a whole are refused before anything is opened", async () => {
  const hidden = new Proxy({}, { ownKeys: () => [], getOwnPropertyDescriptor: () => fail("canary-options") });
  const wholes: readonly unknown[] = [
    null,
    7,
    "memory:",
    [],
    throwingProxy({}, "canary-options"),
    revokedProxy({}),
    { "canary-options": 1 },
  ];
  for (const options of [...wholes, new Map(), Promise.resolve({}), hidden]) {
    // Not by createScoria: one that is wrongly taken would open the default database.
    const call = (): unknown => decodeOptions(options, {});
    const judged = await judgeCall(call, { isRight: () => false, mustRefuse: true, canary: "canary-options" });
    expect(judged.fault, String(wholes.indexOf(options))).toBeUndefined();
  }
});

async function tryCall(scene: Scene, call: HostileCall, faults: string[], late: HostileCall[]): Promise<void> {
  const { verb, place, bad, key, isLax, picks } = call;
  const value = bad.make({ own: scene.completed, foreign: scene.foreign });
  const args = putAt(verb.good(scene, picker(picks)), place, key, value) as readonly unknown[];
  const { fault, answer, isLate } = await judgeCall(() => verb.call(scene, args), {
    isRight: verb.isRight,
    mustRefuse: mustRefuse(call),
    canary: bad.canary,
    mayRepeat: isLax && verb.name.startsWith("identity."),
    isAborted: bad.what === "G4: abort signal",
  });
  acknowledge(scene, verb.name, answer);
  if (isLate === true) late.push(call);
  if (fault !== undefined) faults.push(`${describeCall(call)} ${fault}`);
}

/** The same call by many callers at one time: each is answered as if it were alone. */
async function tryCrowd(scene: Scene, picks: readonly number[]): Promise<readonly string[]> {
  const verb = verbs[(picks[3] ?? 0) % verbs.length] ?? verbs[0];
  if (verb === undefined) return [];
  const expected = { isRight: verb.isRight, mustRefuse: false, canary: "canary-none" };
  const found = await Promise.all(
    Array.from({ length: crowd }, async () => {
      const { fault, answer } = await judgeCall(() => verb.call(scene, verb.good(scene, picker(picks))), expected);
      acknowledge(scene, verb.name, answer);
      return fault;
    }),
  );
  return found.flatMap((fault) => (fault === undefined ? [] : [`${crowd} × ${verb.name} ${fault}`]));
}

/** What a caller changes in its arguments after the call has begun has no effect. */
async function tryMutated(scene: Scene, picks: readonly number[]): Promise<readonly string[]> {
  const verb = verbs[(picks[2] ?? 0) % verbs.length];
  if (verb === undefined) return [];
  const canary = "canary-mutated";
  const [who, ...rest] = verb.good(scene, picker(picks));
  const args = [Object.isFrozen(who) ? who : structuredClone(who), ...structuredClone(rest)];
  const call = async (): Promise<unknown> => {
    const answer = verb.call(scene, args);
    spoil(args, canary);
    return answer;
  };
  const judged = await judgeCall(call, { isRight: verb.isRight, mustRefuse: verb.name === "createScoria", canary });
  acknowledge(scene, verb.name, judged.answer);
  if (judged.fault !== undefined) return [`${verb.name}, its arguments changed after the call, ${judged.fault}`];
  if (verb.name !== "startRun") return [];
  const detail = await scene.scoria.getRunDetail(ana, (judged.answer as { readonly runId: string }).runId);
  return JSON.stringify(detail).includes(canary) ? [`${verb.name} stored what was changed after the call`] : [];
}

function spoil(value: unknown, canary: string): void {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return;
  for (const key of Object.keys(value)) {
    spoil((value as Readonly<Record<string, unknown>>)[key], canary);
    (value as Record<string, unknown>)[key] = canary;
  }
  (value as Record<string, unknown>)[canary] = canary;
}

/** A run that is started now still completes, and an id of nobody is still nobody's. */
async function probe({ scoria, acknowledged }: Scene): Promise<void> {
  const { runId } = await scoria.startRun(ana, { initialStep: { kind: "note" }, input: "probe" });
  acknowledged.add(runId);
  expect(await scoria.waitForRun(ana, runId, { until: "settled", timeoutMs: 10_000 })).toMatchObject({
    output: "probe",
  });
  await expect(scoria.getRun(ana, absentId)).rejects.toMatchObject({ code: "RUN_NOT_FOUND" });
}

function acknowledge({ acknowledged }: Scene, verb: string, answer: unknown): void {
  if (verb !== "startRun" && verb !== "startRuns") return;
  for (const run of [answer].flat()) {
    const runId = (run as { readonly runId?: unknown } | undefined)?.runId;
    if (typeof runId === "string") acknowledged.add(runId);
  }
}

function countEach(faults: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const fault of faults) counts[fault] = (counts[fault] ?? 0) + 1;
  return counts;
}

function fail(message: string): never {
  throw new Error(message);
}
