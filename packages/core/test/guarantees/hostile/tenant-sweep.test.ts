import fc from "fast-check";
import { expect, test } from "vitest";
import { isScoriaError } from "../../../src/errors/scoria-error.ts";
import { newUuidV7 } from "../../../src/ids/uuid-v7.ts";
import { createTestScoria, type TestScoria } from "../../../src/testing/create-test-scoria.ts";
import { onEachEngine } from "../../on-each-engine.ts";
import { countOf, printFigure, seed, timeLimit } from "../proof.ts";
import { operations, ownOperations, type Names } from "./tenant-operations.ts";
import { makeTenant, type Tenant } from "./tenant-pair.ts";

const count = countOf({ usual: 2_000, full: 100_000 });
const atOnce = 10;

/** One operation of the sweep, chosen by the seed. */
const sweepStep = fc.record({
  verb: fc.constantFrom(...Object.keys(operations), ...Object.keys(ownOperations)),
  isFirst: fc.boolean(),
  who: fc.constantFrom("who", "reviewer", "operator"),
  runs: fc.constantFrom("completed", "waiting", "failed"),
  pick: fc.nat(1_000),
});
type SweepStep = typeof sweepStep extends fc.Arbitrary<infer Step> ? Step : never;

onEachEngine("two tenants", (engine) => {
  const title = `see nothing of each other in ${count.toLocaleString("en")} operations`;
  test.each([false, true])(`${title}, row security: %s`, { timeout: timeLimit(120_000) }, async (rls) => {
    await using scoria: TestScoria = await createTestScoria({
      engine,
      rls,
      handlers: {
        note: (ctx: { readonly input: unknown }) => ctx.input,
        ask: (ctx) => ctx.requestApproval({ tool: "refund", arguments: ctx.input }),
        fail: (ctx) => {
          throw new Error(`No: ${JSON.stringify(ctx.input)}`);
        },
      },
    });
    const first = await makeTenant(scoria, "aster");
    const second = await makeTenant(scoria, "briar");
    const before = await Promise.all([first, second].map((tenant) => everythingOf(scoria, tenant)));

    const faults: string[] = [];
    const sweep = fc.sample(sweepStep, { seed, numRuns: count });
    for (let at = 0; at < sweep.length; at += atOnce) {
      const found = await Promise.all(
        sweep.slice(at, at + atOnce).map(async (step) => {
          const [tenant, other] = step.isFirst ? [first, second] : [second, first];
          const wrong = await tryStep(scoria, step, tenant, other);
          return wrong === undefined ? [] : [`${step.verb} as ${step.who}, ${step.runs}: ${wrong}`];
        }),
      );
      faults.push(...found.flat());
    }
    printFigure({ promise: "P17", engine, rls, seed, count, faults: faults.length });
    expect([...new Set(faults)], `SCORIA_TEST_SEED=${seed}`).toEqual([]);
    const after = await Promise.all([first, second].map((tenant) => everythingOf(scoria, tenant)));
    expect(after, "what a tenant has, after the other tried its all").toEqual(before);
  });
});

async function tryStep(
  scoria: TestScoria,
  step: SweepStep,
  tenant: Tenant,
  other: Tenant,
): Promise<string | undefined> {
  const own = ownOperations[step.verb];
  if (own !== undefined) {
    const answer = await answerOf(() => own(scoria, tenant, other));
    return shows(answer, other.marks) ? "shows something of the other" : undefined;
  }
  const operation = operations[step.verb];
  if (operation === undefined) return "is no operation";
  const pick = <T>(from: readonly T[]): T => from[step.pick % from.length] as T;
  const foreign: Names = {
    who: tenant[step.who],
    runId: pick(other[step.runs]),
    approvalId: pick(other.approvals),
    cursor: pick(other.cursors),
    head: other.head,
  };
  const absentId = newUuidV7(Date.now());
  const absent: Names = { ...foreign, runId: absentId, approvalId: absentId, head: { ...other.head, runId: absentId } };
  const [shown, expected] = [
    await answerOf(() => operation.call(scoria, foreign)),
    await answerOf(() => operation.call(scoria, absent)),
  ];
  const id = operation.names === null ? foreign.runId : foreign[operation.names];
  const alike = shown.replaceAll(id, "<id>");
  if (alike !== expected.replaceAll(absentId, "<id>")) return `differs from an absent one: ${alike} / ${expected}`;
  return shows(alike, other.marks) ? "shows something of the other" : undefined;
}

/** All that a caller can see of an answer or a refusal, as text. */
async function answerOf(call: () => Promise<unknown>): Promise<string> {
  try {
    return JSON.stringify({ answer: await call() });
  } catch (error) {
    if (!isScoriaError(error)) return `raw: ${String(error)}`;
    const { name, code, message, details, retryable } = error;
    return JSON.stringify({ name, code, message, details, retryable, hasCause: error.cause !== undefined });
  }
}

function shows(answer: string, marks: readonly string[]): boolean {
  return marks.some((mark) => answer.includes(mark));
}

/** The journals of a tenant's runs: their heads cover every entry. */
async function everythingOf(scoria: TestScoria, tenant: Tenant): Promise<readonly unknown[]> {
  const runIds = [...tenant.completed, ...tenant.waiting, ...tenant.failed];
  return Promise.all(runIds.map(async (runId) => (await scoria.exportEvidence(tenant.who, runId)).head));
}
