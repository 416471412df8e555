// The first process: a run drafts an answer, and the host hands it to the critic. One attempt to hand on more is refused.
import { isScoriaError } from "@scoria/core";
import { unsafeFindings, type HandoffErrorCode } from "@scoria/handoff";
import { openDesk } from "./desk.js";
import { lookAt, type Desk } from "./look-at.js";
import { review } from "./review-handoff.js";

await using desk = await openDesk("auto");
const ana = desk.identity({ actorId: "ana", tenantId: "acme", sessionId: "chat-7", metadata: { channel: "web" } });

const drafting = await desk.startRun(ana, {
  rootRole: "planner",
  initialStep: { kind: "draft" },
  input: { question: "Do I get a refund?" },
});
const drafted = await settled(desk, drafting.runId);
if (drafted.status !== "completed") throw new Error(`The draft is ${drafted.status}.`);
const { text: draftAnswer } = drafted.output as { readonly text: string };

const reviewing = await desk.handoff.startRun(ana, review, {
  handoffInput: { brief: "Review the draft answer" },
  projectedContext: { draftAnswer },
  idempotencyKey: `review-${drafting.runId}`,
});
const reviewed = await settled(desk, reviewing.runId);
const refused = await tryToSmuggle(desk);
const { runs } = await desk.listRunsForSession(ana);

console.log(
  JSON.stringify({
    drafted,
    reviewing,
    reviewed,
    review: await lookAt(desk, ana, reviewing.runId),
    refused,
    runs,
    environment: Object.keys(process.env).sort(),
  }),
);

function settled(scoria: Desk, runId: string) {
  return scoria.waitForRun(ana, runId, { until: "settled", timeoutMs: 20_000 });
}

async function tryToSmuggle(scoria: Desk) {
  const unsafe: HandoffErrorCode = "UNSAFE_PROJECTED_CONTEXT";
  try {
    await scoria.handoff.startRun(ana, "critic", {
      rootRole: "planner",
      delegatedKind: "release",
      handoffInput: { brief: "Release the draft answer" },
      projectedContext: { draftAnswer, conversation: [{ role: "user", content: "My card is the blue one." }] },
    });
    return "it was let pass";
  } catch (error) {
    if (!isScoriaError(error, unsafe)) throw error;
    return { code: error.code, message: error.message, found: unsafeFindings(error) };
  }
}
