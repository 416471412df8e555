import { assertEvidence, createTestScoria, testIdentity, type TestEngine } from "@scoria/core/testing";
import { describe, expect, onTestFinished, test } from "vitest";
import { answerQuestion } from "../src/answer-question.ts";
import { deskOptions, type Desk } from "../src/desk.ts";
import type { Question } from "../src/question.ts";
import { tryToSmuggle } from "../src/try-to-smuggle.ts";

const ana = testIdentity({ sessionId: "chat-7" });
const flooded: Question = { questionId: "Q-7", text: "Do you pay for the floor?", claimedCents: 180_000 };

async function openDesk(engine: TestEngine): Promise<Desk> {
  const desk = await createTestScoria({ engine, ...deskOptions });
  onTestFinished(() => desk.close());
  return desk;
}

const engines: readonly TestEngine[] = ["pglite", "postgres"];
const hasServer = process.env["SCORIA_TEST_DATABASE_URL"] !== undefined;

describe.each(engines)("on %s", (engine) => {
  const onEngine = test.skipIf(engine === "postgres" && !hasServer);

  onEngine("a draft that is good enough is sent without a critic, in one run", async () => {
    const desk = await openDesk(engine);
    const parcel = { questionId: "Q-1", text: "Where is my parcel?", claimedCents: 0 };
    expect(await answerQuestion(desk, ana, parcel)).toMatchObject({ reasons: [], sent: true, faults: [] });
    const { runs } = await desk.listRunsForSession(ana);
    expect(runs.map(({ kind, rootRole }) => [kind, rootRole])).toEqual([["draft", "planner"]]);
  });

  onEngine("one that is not goes to the critic in a second run of the session, whose verdict decides", async () => {
    const desk = await openDesk(engine);
    const answered = await answerQuestion(desk, ana, flooded);
    expect(answered).toMatchObject({
      reasons: ["it promises more than 500 EUR", 'it says "guarantee"'],
      sent: false,
      faults: ["over 1,000 EUR an expert has to report first", "we guarantee nothing in a letter"],
    });
    const { runs } = await desk.listRunsForSession(ana);
    expect(runs.map(({ kind, rootRole, status }) => [kind, rootRole, status])).toEqual([
      ["handoff", "planner", "completed"],
      ["draft", "planner", "completed"],
    ]);
    expect(runs.map(({ runId }) => runId)).toEqual([answered.reviewRunId, answered.draftRunId]);

    const { handoff } = await desk.getRunDetail(ana, answered.reviewRunId ?? "");
    expect(handoff).toMatchObject([
      {
        delegatedRole: "critic",
        delegatedKind: "review",
        parentRole: "planner",
        projectedContext: {
          task: "policy and accuracy",
          draftAnswer: answered.draft.text,
          promisesCents: 180_000,
        },
        status: "completed",
        result: { verdict: "rework", faults: answered.faults },
      },
    ]);
    for (const { runId } of runs) await assertEvidence(desk, ana, runId);
  });

  onEngine("a draft over the planner's limit that the critic finds nothing in is sent", async () => {
    const desk = await openDesk(engine);
    const modest = { draftAnswer: "We pay 600 EUR.", task: "policy and accuracy", promisesCents: 60_000 };
    const { runId } = await desk.handoff.startRun(ana, "critic", {
      rootRole: "planner",
      delegatedKind: "review",
      handoffInput: {},
      projectedContext: modest,
    });
    expect(await desk.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      output: { verdict: "send", faults: [] },
    });
  });

  onEngine("the same question is answered by the same runs", async () => {
    const desk = await openDesk(engine);
    const first = await answerQuestion(desk, ana, flooded);
    expect(await answerQuestion(desk, ana, flooded)).toEqual(first);
    expect((await desk.listRunsForSession(ana)).runs).toHaveLength(2);
  });

  onEngine("what is smuggled is refused by path and reason, and leaves no run", async () => {
    const desk = await openDesk(engine);
    const { code, details } = await tryToSmuggle(desk, ana);
    expect(code).toBe("UNSAFE_PROJECTED_CONTEXT");
    expect(details["found"]).toEqual([
      { path: "projectedContext.background", reason: "message-list" },
      { path: "projectedContext.draftAnswer", reason: "transcript-text" },
      { path: "projectedContext.ticket.requestHeaders", reason: "headers" },
    ]);
    expect((await desk.listRuns(ana)).runs).toEqual([]);
  });
});
