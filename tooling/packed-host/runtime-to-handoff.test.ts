import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { runtimeToHandoff } from "../verification-lanes/lanes.ts";
import { readRunPage, type RunPage } from "./read-run-page.ts";
import { runInHost } from "./run-in-host.ts";
import { testLane } from "./test-lane.ts";

/** Records of the facade, as they look in JSON. */
interface FacadeRecord {
  readonly runId: string;
  readonly [field: string]: unknown;
}

interface LookedAt {
  readonly detail: {
    readonly handoff: readonly Readonly<Record<string, unknown>>[];
    readonly steps: readonly Readonly<Record<string, unknown>>[];
    readonly entries: readonly { readonly type: string }[];
  };
  readonly check: unknown;
}

interface Answered {
  readonly drafted: FacadeRecord;
  readonly reviewing: FacadeRecord;
  readonly reviewed: FacadeRecord;
  readonly review: LookedAt;
  readonly refused: unknown;
  readonly runs: readonly FacadeRecord[];
  readonly environment: readonly string[];
}

interface HandedOver extends LookedAt {
  readonly started: FacadeRecord;
}

interface TakenUp extends LookedAt {
  readonly paused: FacadeRecord;
}

interface Decided extends LookedAt {
  readonly approval: FacadeRecord;
  readonly resumed: FacadeRecord;
  readonly settled: FacadeRecord;
  readonly runs: readonly FacadeRecord[];
}

const ours = ["@scoria/core", "@scoria/dashboard", "@scoria/handoff"];
const aDate = expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string;
const anId = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f-]{27}$/) as string;

testLane(runtimeToHandoff, ours, ({ host, proves, onEachEngine }) => {
  proves("install", "npm gives the host the packages, and one copy of the core for all of them", () => {
    expect(host().installed.filter((name) => name.startsWith("@scoria/"))).toEqual(ours);
  });

  test("a strict host compiles, checking every declaration it reads, and its own declarations name the lane", () => {
    const declaration = readFileSync(join(host().folder, "dist/desk.d.ts"), "utf8");
    expect(declaration).toContain('import("@scoria/core").Scoria<');
    expect(declaration).toContain('handoff: import("@scoria/handoff").HandoffLane;');
    expect(declaration).not.toMatch(/\bany\b|zod|\/dist\//);
    const underTest = readFileSync(join(host().folder, "dist/desk.test.d.ts"), "utf8");
    expect(underTest).toContain('import("@scoria/core/testing").TestScoria<');
    expect(underTest).toContain('handoff: import("@scoria/handoff").HandoffLane;');
    expect(underTest).not.toMatch(/\bany\b|\/dist\//);
  });

  test("a CommonJS host requires the packages, and hands over", async () => {
    const report = await runInHost<object>(host(), "require-lane.cjs");
    expect(report).toEqual({ moduleKind: "commonjs", result: "critic for planner" });
  });

  onEachEngine(({ run, serve, environment }) => {
    let answered: Answered;
    let handedOver: HandedOver;
    let takenUp: TakenUp;
    let decided: Decided;
    let queuedPage: RunPage;
    let settledPage: RunPage;

    /** By a process beside the others: an embedded database has one at a time. */
    async function lookAtPage(runId: string): Promise<RunPage> {
      await using dashboard = await serve("serve.js");
      // Awaited here, because the dashboard is gone as soon as this function returns.
      return await readRunPage(dashboard.url, runId);
    }

    beforeAll(async () => {
      answered = await run<Answered>("answer.js");
      handedOver = await run<HandedOver>("hand-over.js");
      queuedPage = await lookAtPage(handedOver.started.runId);
      takenUp = await run<TakenUp>("take-up.js");
      decided = await run<Decided>("decide.js");
      settledPage = await lookAtPage(handedOver.started.runId);
    });

    proves("start", "an ordinary run drafts, as without the lane", () => {
      expect(answered.drafted).toMatchObject({
        kind: "draft",
        rootRole: "planner",
        status: "completed",
        sessionId: "chat-7",
        output: { text: "Do I get a refund? We guarantee that you do." },
      });
    });

    proves("hand off", "a run of the same session begins as a declared handoff, and has the critic's answer", () => {
      expect(answered.reviewing).toMatchObject({ kind: "handoff", rootRole: "planner", actorId: "ana" });
      expect(answered.reviewed).toMatchObject({
        runId: answered.reviewing.runId,
        sessionId: "chat-7",
        status: "completed",
        output: { verdict: "rework" },
      });
      expect(answered.review.detail.handoff).toEqual([
        {
          handoffId: anId,
          delegatedRole: "critic",
          delegatedKind: "review",
          handoffInput: { brief: "Review the draft answer" },
          projectedContext: { draftAnswer: "Do I get a refund? We guarantee that you do.", tone: "plain" },
          parentStepKey: "handoff",
          parentRole: "planner",
          childStepKey: answered.review.detail.steps[1]?.["stepKey"],
          depth: 1,
          allowed: [],
          status: "completed",
          result: { verdict: "rework" },
          startedAt: aDate,
          finishedAt: aDate,
        },
      ]);
      expect(answered.review.check).toMatchObject({ ok: true, entries: answered.review.detail.entries.length });
    });

    proves("refuse", "what no handoff passes on is refused by its path, unquoted, and leaves no run", () => {
      const found: unknown = expect.arrayContaining([{ path: "projectedContext.conversation", reason: "history" }]);
      expect(answered.refused).toMatchObject({ code: "UNSAFE_PROJECTED_CONTEXT", found });
      expect(JSON.stringify(answered.refused)).not.toContain("blue");
      expect(answered.runs.map(({ runId }) => runId)).toEqual([answered.reviewed.runId, answered.drafted.runId]);
    });

    proves("queue", "a process without handlers hands over to a named role, whose step stands in line", () => {
      const { started, detail, check } = handedOver;
      expect(started).toMatchObject({ status: "queued", kind: "handoff", rootRole: "planner", sessionId: "chat-7" });
      expect(detail.entries.map(({ type }) => type)).toEqual(["run.started", "handoff.delegated", "step.queued"]);
      expect(detail.steps).toMatchObject([
        { name: "handoff", role: "planner", parent: null, status: "queued" },
        { kind: "release", role: "critic", parent: "handoff", status: "queued", startedAt: null },
      ]);
      expect(detail.handoff).toEqual([
        {
          handoffId: anId,
          delegatedRole: "critic",
          delegatedKind: "release",
          handoffInput: { brief: "Release the draft answer" },
          projectedContext: { draftAnswer: "You get a refund." },
          parentStepKey: "handoff",
          parentRole: "planner",
          childStepKey: detail.steps[1]?.["stepKey"],
          depth: 1,
          allowed: [],
          status: "queued",
        },
      ]);
      expect(check).toMatchObject({ ok: true, entries: 3 });
    });

    proves("execute", "another process takes the very step up, in the critic's role", () => {
      const [queued] = handedOver.detail.handoff;
      expect(takenUp.detail.handoff).toMatchObject([
        {
          handoffId: queued?.["handoffId"],
          childStepKey: queued?.["childStepKey"],
          status: "running",
          startedAt: aDate,
        },
      ]);
      expect(takenUp.detail.steps[1]).toMatchObject({ kind: "release", role: "critic", attempts: 1 });
    });

    proves("pause", "the run waits for a person while its critic does, and outlives its process", () => {
      const waitingFor = { kind: "approval", tool: "send-answer", approvalId: decided.approval["approvalId"] };
      expect(takenUp.paused).toMatchObject({ runId: handedOver.started.runId, status: "waiting", waitingFor });
    });

    proves("approve", "another person sees in another process what the critic asks, and decides it", () => {
      expect(decided.approval).toMatchObject({
        runId: handedOver.started.runId,
        requestedBy: "ana",
        arguments: { draftAnswer: "You get a refund." },
      });
    });

    proves("resume", "the very same run goes on to the critic's answer, and the planner still owns it", () => {
      expect(decided.resumed.runId).toBe(handedOver.started.runId);
      expect(decided.settled).toMatchObject({
        runId: handedOver.started.runId,
        status: "completed",
        rootRole: "planner",
        output: { released: true, by: "critic" },
      });
    });

    proves("inspect", "handoff, steps and evidence tell what happened, and both runs stand in the session", () => {
      const { detail, check, runs } = decided;
      const [queued] = handedOver.detail.handoff;
      expect(detail.handoff).toEqual([
        {
          ...queued,
          status: "completed",
          result: { released: true, by: "critic" },
          startedAt: aDate,
          finishedAt: aDate,
        },
      ]);
      expect(detail.steps).toMatchObject([
        { name: "handoff", role: "planner", parent: null, status: "completed" },
        { kind: "release", role: "critic", parent: "handoff", status: "completed", attempts: 1 },
        { name: "release", role: "critic", parent: queued?.["childStepKey"], status: "completed" },
      ]);
      expect(check).toMatchObject({ ok: true, entries: detail.entries.length });
      expect(runs.map(({ runId, kind }) => ({ runId, kind }))).toEqual([
        { runId: handedOver.started.runId, kind: "handoff" },
        { runId: answered.reviewed.runId, kind: "handoff" },
        { runId: answered.drafted.runId, kind: "draft" },
      ]);
    });

    proves(
      "operator page",
      "the page of the run tells a person the same, while the critic is pending and in the end",
      () => {
        const delegated = [
          'article "from planner to critic":',
          'link "handoff":',
          "'treeitem \"brief: 'Release the draft answer'\" [level=2]'",
          "definition: You get a refund.",
          "'treeitem \"draftAnswer: 'You get a refund.'\" [level=2]'",
        ];
        expect(queuedPage).toEqual({
          delegatedEvidence: expect.arrayContaining([
            ...delegated,
            "text: release Queued",
            'definition: "Pending: the delegated role has not begun."',
            "paragraph: No result yet.",
          ]) as unknown,
          steps: ["1 Queued handoff planner", "2 Queued critic release critic"],
          verified: ["status: Verified", "text: 3 entries were checked against their hashes,"],
          faults: [],
        });
        expect(settledPage).toEqual({
          delegatedEvidence: expect.arrayContaining([
            ...delegated,
            "text: release Completed",
            'link "handoff/handoff:critic":',
            "'treeitem \"by: 'critic'\" [level=2]'",
            "'treeitem \"released: true\" [level=2]'",
          ]) as unknown,
          steps: [
            "1 Completed handoff planner",
            "2 Completed critic release critic",
            "3 Approved send-answer approval",
            "3 Completed release critic",
          ],
          verified: [
            "status: Verified",
            `text: ${decided.detail.entries.length} entries were checked against their hashes,`,
          ],
          faults: [],
        });
      },
    );

    test("the host needed no key", () => {
      expect(answered.environment).toEqual(environment);
    });
  });
});
