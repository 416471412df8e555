import { verifyExport } from "@scoria/core";
import { testIdentity } from "@scoria/core/testing";
import { expect, test } from "vitest";
import { onEachEngine } from "../on-each-engine.ts";
import { openDashboard } from "../open-dashboard.ts";

const ana = testIdentity();

onEachEngine("the evidence of a run", (engine) => {
  test("verifies elsewhere when the host hides parts of it: a line keeps the hash of what is stored", async () => {
    await using desk = await openDashboard(engine, {
      dashboard: { redact: ({ field, path }) => (field === "input" && path[0] === "orderId" ? "hidden" : undefined) },
    });
    const { runId } = await desk.scoria.startWaitingRun(ana, {
      initialStep: { kind: "refund" },
      input: { orderId: "A-77", cents: 12 },
    });
    const { jsonl, redacted, removed, head } = await desk.client().call("exportRun", { params: { runId } });
    expect({ redacted, removed }).toEqual({ redacted: 1, removed: 0 });
    expect(jsonl.split("\n")[0]).toContain('"input":{"cents":12,"orderId":"hidden"}');
    expect(verifyExport(jsonl, { head })).toMatchObject({ ok: true, entries: head.seq, redacted: 1, removed: 0 });
    expect(verifyExport(jsonl.replace("over 100 EUR", "over 200 EUR"), { head })).toMatchObject({ ok: false });
    expect(verifyExport(jsonl.slice(0, jsonl.trimEnd().lastIndexOf("\n") + 1), { head })).toMatchObject({ ok: false });
    const shown = await desk.client().call("getRun", { params: { runId } });
    expect(shown).toMatchObject({ redacted: true, input: { orderId: "hidden", cents: 12 } });
    // What is stored is as it was.
    expect((await desk.scoria.getRunDetail(ana, runId)).input).toEqual({ orderId: "A-77", cents: 12 });
    expect(await desk.client().call("verifyRun", { params: { runId } })).toMatchObject({ ok: true, redacted: 0 });
  });

  test("stays when retention has removed the payloads, and each place says so", async () => {
    await using desk = await openDashboard(engine, {
      scoria: { retention: { payloadsAfterMs: 1_000, periodic: false } },
    });
    const { runId, approvalId } = await desk.scoria.startWaitingRun(ana, {
      initialStep: { kind: "refund" },
      input: { orderId: "A-77" },
    });
    const op = desk.client();
    const { argumentsHash = "" } = (await op.call("getApproval", { params: { approvalId } })).approval;
    await op.call("decideApproval", { params: { approvalId }, body: { decision: "approved", argumentsHash } });
    await desk.scoria.waitForRun(ana, runId, { until: "settled" });
    const before = await op.call("verifyRun", { params: { runId } });
    const keeper = desk.scoria.operator({ actorId: "records", tenants: ["acme"] });
    // Ids of one process never go back: after a test that moved its clock they are ahead of this one's, and a run is as old as its id.
    do await desk.scoria.advance(10_000);
    while ((await desk.scoria.retention.apply(keeper)).tenants.length === 0);

    const run = await op.call("getRun", { params: { runId } });
    expect(run).toMatchObject({ status: "completed", payloadsRemovedAt: expect.any(String) as string });
    expect(run).not.toHaveProperty("input");
    expect(run).not.toHaveProperty("output");
    const { entries } = await op.call("listEntries", { params: { runId } });
    expect(entries.map(({ payload, payloadHash = "" }) => [payload, payloadHash.length])).toEqual(
      entries.map(() => [undefined, 64]),
    );
    const { approval } = await op.call("getApproval", { params: { approvalId } });
    expect(approval).toMatchObject({ status: "approved", decidedBy: "op", tool: "refund" });
    expect(approval).not.toHaveProperty("arguments");
    expect(await op.call("verifyRun", { params: { runId } })).toEqual({ ...before, removed: entries.length });
    const { jsonl, removed, head } = await op.call("exportRun", { params: { runId } });
    expect(removed).toBe(entries.length);
    expect(verifyExport(jsonl, { head })).toMatchObject({ ok: true, removed });
    expect((await op.call("listRuns")).runs).toMatchObject([{ runId, status: "completed" }]);
    await expect(op.call("retryRun", { params: { runId }, body: {} })).rejects.toMatchObject({
      code: "RUN_NOT_RESUMABLE",
    });
    expect(JSON.stringify([run, entries, approval, jsonl])).not.toContain("A-77");
  });
});
