import { expect, test } from "vitest";
import type { Approval } from "../../src/index.ts";
import { operatorSurface } from "../../src/operator/index.ts";
import { newUuidV7 } from "../../src/ids/uuid-v7.ts";
import { ana, bo, createTestScoria, cy, eve, type TestScoria } from "../../src/testing/create-test-scoria.ts";
import type { TestEngine } from "../../src/testing/test-database.ts";
import { onEachEngine } from "../on-each-engine.ts";

type Asking = Awaited<ReturnType<typeof openAsking>>;

/** A facade whose runs ask for the tool that they are given. */
async function openAsking(engine: TestEngine, rls = false) {
  return createTestScoria({
    engine,
    rls,
    handlers: { ask: async (ctx) => ctx.requestApproval({ tool: String(ctx.input), arguments: { of: ctx.input } }) },
  });
}

async function asked(scoria: Asking, tool: string, who = ana): Promise<string> {
  const { approvalId } = await scoria.startWaitingRun(who, { initialStep: { kind: "ask" }, input: tool });
  return approvalId;
}

async function decided(scoria: Asking, tool: string, decision: "approved" | "rejected", who = ana): Promise<string> {
  const approvalId = await asked(scoria, tool, who);
  const reviewer = who === eve ? scoria.identity({ actorId: "reviewer", tenantId: "evil" }) : bo;
  await scoria.decideApproval(reviewer, approvalId, { decision, reason: "looked at" });
  return approvalId;
}

async function refusal(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  const { code, message, details } = error as { code: string; message: string; details: unknown };
  return JSON.stringify({ code, message, details });
}

onEachEngine("one approval", (engine) => {
  test("says why it is asked for and what comes of it, in the inbox and in its run; neither is bound", async () => {
    const words = { reason: "over 100 EUR", consequence: "The bank takes no transfer back." };
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        ask: async (ctx) => ctx.requestApproval({ tool: "refund", arguments: {}, ...(ctx.input === "told" && words) }),
      },
    });
    const told = await scoria.startWaitingRun(ana, { initialStep: { kind: "ask" }, input: "told" });
    const bare = await scoria.startWaitingRun(ana, { initialStep: { kind: "ask" } });
    expect(await scoria.getApproval(cy, told.approvalId)).toMatchObject(words);
    expect((await scoria.getRunDetail(cy, told.runId)).approvals).toMatchObject([words]);
    const without = await scoria.getApproval(cy, bare.approvalId);
    expect(without).not.toHaveProperty("consequence");
    expect((await scoria.getApproval(cy, told.approvalId)).argumentsHash).toBe(without.argumentsHash);
  });

  test.each([false, true])(
    "reads as it does in a list, before and after the decision; row security: %s",
    async (rls) => {
      await using scoria = await openAsking(engine, rls);
      const approvalId = await asked(scoria, "refund");
      const listed = async (): Promise<Approval | undefined> => (await scoria.listApprovals(cy)).approvals[0];
      expect(await scoria.getApproval(cy, approvalId)).toEqual(await listed());
      expect(await scoria.getApproval(cy, approvalId)).toMatchObject({
        status: "pending",
        arguments: { of: "refund" },
      });
      await scoria.decideApproval(bo, approvalId, { decision: "rejected", reason: "too much" });
      expect(await scoria.getApproval(cy, approvalId)).toEqual(await listed());
      expect(await scoria.getApproval(cy, approvalId)).toMatchObject({
        status: "rejected",
        decidedBy: "bo",
        decisionReason: "too much",
      });
      const operator = scoria.operator({ actorId: "on-call", tenants: ["evil", "acme"] });
      expect(await scoria.getApproval(operator, approvalId)).toEqual(await listed());
    },
  );

  test("of another tenant is not found, in the same words as one that never was", async () => {
    await using scoria = await openAsking(engine);
    const foreign = await asked(scoria, "refund");
    const absent = newUuidV7(Date.now());
    const reads: readonly ((scoria: TestScoria, approvalId: string) => Promise<unknown>)[] = [
      (facade, approvalId) => facade.getApproval(eve, approvalId),
      (facade, approvalId) => operatorSurface(facade).lastApproved(eve, approvalId),
    ];
    for (const read of reads) {
      const words = await refusal(read(scoria, foreign));
      expect(words).toContain("APPROVAL_NOT_FOUND");
      expect(words.replaceAll(foreign, absent)).toBe(await refusal(read(scoria, absent)));
      await expect(read(scoria, foreign.toUpperCase())).rejects.toMatchObject({ code: "INVALID_INPUT" });
    }
  });
});

onEachEngine("a list of approvals", (engine) => {
  test("takes several statuses, one tool and a page at a time", async () => {
    await using scoria = await openAsking(engine);
    const rejected = await decided(scoria, "refund", "rejected");
    const pending = await asked(scoria, "refund");
    const approved = await decided(scoria, "mail", "approved");
    await decided(scoria, "mail", "approved", eve);
    const idsOf = async (query: Parameters<typeof scoria.listApprovals>[1]): Promise<readonly string[]> =>
      (await scoria.listApprovals(bo, query)).approvals.map(({ approvalId }) => approvalId);
    expect(await idsOf({})).toEqual([approved, pending, rejected]);
    expect(await idsOf({ status: "pending" })).toEqual([pending]);
    expect(await idsOf({ status: ["rejected", "approved"] })).toEqual([approved, rejected]);
    expect(await idsOf({ status: ["rejected", "approved"], tool: "refund" })).toEqual([rejected]);
    expect(await idsOf({ status: ["expired", "withdrawn"] })).toEqual([]);

    const query = { status: ["approved", "rejected"], limit: 1 } as const;
    const cursor = (await scoria.listApprovals(bo, query)).nextCursor ?? "";
    expect(await idsOf({ ...query, status: ["rejected", "approved"], cursor })).toEqual([rejected]);
    for (const other of [{ status: "approved" }, { status: ["approved", "pending"] }, {}] as const) {
      await expect(scoria.listApprovals(bo, { ...other, limit: 1, cursor })).rejects.toMatchObject({
        code: "INVALID_INPUT",
      });
    }
    await expect(scoria.listApprovals(bo, { status: ["pending", "pending"] })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
    const operator = scoria.operator({ actorId: "on-call", tenants: ["acme", "evil"] });
    expect((await scoria.listApprovals(operator, { status: "approved" })).approvals).toHaveLength(2);
  });
});

onEachEngine("the approval before", (engine) => {
  test.each([false, true])("is the newest approved one of the same tenant and tool; row security: %s", async (rls) => {
    await using scoria = await openAsking(engine, rls);
    const first = await asked(scoria, "refund");
    const older = await decided(scoria, "refund", "approved");
    const newer = await decided(scoria, "refund", "approved");
    await decided(scoria, "refund", "rejected");
    await decided(scoria, "mail", "approved");
    await decided(scoria, "refund", "approved", eve);
    const now = await asked(scoria, "refund");
    await decided(scoria, "refund", "approved");
    const surface = operatorSurface(scoria);
    expect(await surface.lastApproved(bo, now)).toEqual(await scoria.getApproval(bo, newer));
    expect(await surface.lastApproved(bo, newer)).toMatchObject({ approvalId: older });
    expect(await surface.lastApproved(bo, older)).toBeNull();
    expect(await surface.lastApproved(bo, first)).toBeNull();
  });
});
