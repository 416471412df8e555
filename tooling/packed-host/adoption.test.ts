import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { adoption } from "../verification-lanes/lanes.ts";
import { runInHost } from "./run-in-host.ts";
import { testLane } from "./test-lane.ts";

/** Records of the facade, as they look in JSON. */
interface FacadeRecord {
  readonly runId: string;
  readonly [field: string]: unknown;
}

interface Asked {
  readonly refused: string;
  readonly started: FacadeRecord;
  readonly paused: FacadeRecord;
  readonly runs: readonly FacadeRecord[];
  readonly environment: readonly string[];
}

interface Decided {
  readonly approval: FacadeRecord;
  readonly decided: FacadeRecord;
  readonly resumed: FacadeRecord;
  readonly settled: FacadeRecord;
  readonly detail: { readonly steps: readonly FacadeRecord[]; readonly entries: readonly { readonly type: string }[] };
  readonly check: unknown;
}

testLane(adoption, ["@scoria/core"], ({ host, proves, onEachEngine }) => {
  proves("install", "npm gives the host the package and what it depends on", () => {
    expect(host().installed).toEqual(expect.arrayContaining(["@scoria/core", "@electric-sql/pglite", "pg"]));
  });

  test("a strict host compiles, checking every declaration it reads, and its own declarations name the package", () => {
    const declaration = readFileSync(join(host().folder, "dist/desk.d.ts"), "utf8");
    expect(declaration).toContain('import("@scoria/core").Scoria<');
    expect(declaration).not.toMatch(/\bany\b|zod|\/dist\//);
    const underTest = readFileSync(join(host().folder, "dist/desk.test.d.ts"), "utf8");
    expect(underTest).toContain('import("@scoria/core/testing").TestScoria<');
    expect(underTest).not.toMatch(/\bany\b|\/dist\//);
  });

  onEachEngine(({ run, environment }) => {
    let asked: Asked;
    let decided: Decided;

    beforeAll(async () => {
      asked = await run<Asked>("ask.js");
      decided = await run<Decided>("decide.js");
    });

    proves("migrate", "a database without the tables is refused by name, then brought up to date", () => {
      expect(asked.refused).toBe("MIGRATIONS_PENDING");
    });

    proves("start", "a run begins for the identity that the host gave", () => {
      expect(asked.started).toMatchObject({
        status: "running",
        tenantId: "acme",
        actorId: "ana",
        sessionId: "chat-7",
      });
      expect(asked.runs.map(({ runId }) => runId)).toEqual([asked.started.runId]);
    });

    proves("pause", "the run waits for a person, and outlives its process", () => {
      const waitingFor = { kind: "approval", tool: "refund", approvalId: decided.approval["approvalId"] };
      expect(asked.paused).toMatchObject({ status: "waiting", awaitingApproval: true, waitingFor });
    });

    proves("approve", "another person sees in another process what would be done, and decides it", () => {
      expect(decided.approval).toMatchObject({
        runId: asked.started.runId,
        requestedBy: "ana",
        arguments: { orderId: "A-1", cents: 12_900 },
      });
      expect(decided.decided).toMatchObject({ status: "waiting", awaitingApproval: false });
    });

    proves("resume", "the very same run goes on to its end", () => {
      expect(decided.resumed.runId).toBe(asked.started.runId);
      expect(decided.settled).toMatchObject({
        runId: asked.started.runId,
        status: "completed",
        output: { refunded: true, cents: 12_900 },
      });
    });

    proves("inspect", "steps and evidence tell what happened, and the evidence verifies", () => {
      expect(decided.detail.steps).toMatchObject([{ name: "refund" }, { name: "quote" }, { name: "refund" }]);
      expect(decided.detail.entries.map(({ type }) => type)).toEqual(
        expect.arrayContaining(["run.started", "approval.decided", "run.completed"]),
      );
      expect(decided.check).toMatchObject({ ok: true, entries: decided.detail.entries.length });
    });

    test("a CommonJS host requires the package, and checks the exported evidence without a database", async () => {
      const report = await runInHost<object>(host(), "check-evidence.cjs");
      expect(report).toMatchObject({ moduleKind: "commonjs", check: decided.check, tampered: { ok: false } });
    });

    test("the host needed no key", () => {
      expect(asked.environment).toEqual(environment);
    });
  });
});
