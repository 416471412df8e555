import type { Identity } from "../../../src/identity/identity.ts";
import { identity } from "../../../src/identity/identity.ts";
import { operatorScope, type OperatorScope } from "../../../src/identity/operator-scope.ts";
import type { TestScoria } from "../../../src/testing/create-test-scoria.ts";

/** All that one tenant has, and every word by which it could be recognised elsewhere. */
export interface Tenant {
  readonly who: Identity;
  readonly reviewer: Identity;
  readonly operator: OperatorScope;
  readonly completed: readonly string[];
  readonly waiting: readonly string[];
  readonly failed: readonly string[];
  readonly approvals: readonly string[];
  readonly cursors: readonly string[];
  readonly head: { readonly runId: string; readonly seq: number; readonly hash: string };
  /** In no answer to the other tenant. */
  readonly marks: readonly string[];
}

export const idempotencyKey = "the-same-key";
const session = "the-same-session";
const each = 4;

/** A tenant with runs in every state; names of sessions, keys, kinds and tools are the same for all tenants. */
export async function makeTenant(scoria: TestScoria, name: string): Promise<Tenant> {
  const tenantId = `tenant-${name}`;
  const actorId = `actor-of-${name}`;
  const payload = `payload-of-${name}`;
  const who = identity({ actorId, tenantId, sessionId: session, metadata: { note: `metadata-of-${name}` } });
  const reviewer = identity({ actorId: `reviewer-of-${name}`, tenantId, sessionId: session });
  const operator = operatorScope({ actorId: `operator-of-${name}`, tenants: [tenantId] });
  const start = async (kind: string, at: number): Promise<string> => {
    const key = kind === "note" && at === 0 ? { idempotencyKey } : {};
    const { runId } = await scoria.startRun(who, { initialStep: { kind }, input: { payload }, ...key });
    await scoria.waitForRun(who, runId, { until: "waiting" });
    return runId;
  };
  const startEach = async (kind: string): Promise<readonly string[]> => {
    const runIds: string[] = [];
    for (let at = 0; at < each; at += 1) runIds.push(await start(kind, at));
    return runIds;
  };
  const [completed, waiting, failed] = [await startEach("note"), await startEach("ask"), await startEach("fail")];
  // Not in this year: no schedule fires while tenants are compared.
  const schedule = { kind: "note", cron: "0 0 29 2 *", input: { payload }, metadata: { note: `metadata-of-${name}` } };
  for (const at of ["first", "second"]) await scoria.schedules.set(who, `the-${at}-schedule`, schedule);
  const { approvals } = await scoria.listApprovals(reviewer);
  const { head } = await scoria.exportEvidence(who, completed[0] ?? "");
  const pages = [
    await scoria.listRuns(who, { limit: 1 }),
    await scoria.listRuns(operator, { limit: 1 }),
    await scoria.listRunsForSession(who, { limit: 1 }),
    await scoria.listApprovals(reviewer, { limit: 1 }),
    await scoria.schedules.list(who, { limit: 1 }),
  ];
  const cursors = pages.flatMap(({ nextCursor }) => (nextCursor === null ? [] : [nextCursor]));
  const approvalIds = approvals.map(({ approvalId }) => approvalId);
  const words = [tenantId, actorId, payload, `metadata-of-${name}`, `reviewer-of-${name}`, `operator-of-${name}`];
  const ids = [...completed, ...waiting, ...failed, ...approvalIds];
  return {
    who,
    reviewer,
    operator,
    completed,
    waiting,
    failed,
    approvals: approvalIds,
    cursors,
    head,
    marks: [...words, ...ids, ...approvals.map(({ argumentsHash = "" }) => argumentsHash), head.hash],
  };
}
