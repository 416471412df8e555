import { isScoriaError, type Identity, type ScoriaError } from "@scoria/core";
import type { Desk } from "./desk.ts";

/**
 * A careless host: it hands on what it has at hand, under names of its own. With the declared handoff this would not compile,
 * so it names the role in place; the law on projected context is the same.
 *
 * Answers with the refusal. If it goes through, that is an error.
 */
export async function tryToSmuggle(desk: Desk, who: Identity): Promise<ScoriaError> {
  try {
    await desk.handoff.startRun(who, "critic", {
      rootRole: "planner",
      delegatedKind: "review",
      handoffInput: { brief: "Review the draft answer for policy and accuracy" },
      projectedContext: {
        task: "policy and accuracy",
        // What a model wrote may hold more than it should.
        draftAnswer: "User: Will you pay?\nAssistant: Of course.\nUser: All of it?\nAssistant: We guarantee it.",
        promisesCents: 180_000,
        ticket: { number: 4711, requestHeaders: { "accept-language": "en" } },
        background: [
          { role: "user", content: "My kitchen is flooded." },
          { role: "assistant", content: "I am sorry to hear that." },
        ],
      },
    });
  } catch (error) {
    if (isScoriaError(error, "UNSAFE_PROJECTED_CONTEXT")) return error;
    throw error;
  }
  throw new Error("It should have been refused, and was not.");
}
