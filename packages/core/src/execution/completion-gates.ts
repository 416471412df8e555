import type { Json } from "../decode/json.ts";
import { limits } from "../decode/limits.ts";
import { snapshot } from "../decode/snapshot.ts";
import type { EntryDraft } from "../journal/entry.ts";
import type { GatedOutput } from "../lane/lane-gates.ts";
import type { Execution } from "./execution.ts";
import type { Frame } from "./frame.ts";
import { askGate, askPerson, gatedRun } from "./gate-answer.ts";
import { payloadText, type SentBack } from "./payloads.ts";
import { endByError, endByRail } from "./run-end.ts";
import { gatePrefix } from "./run-past.ts";

/** A handler that is sent back as often as this is not going to get it right. */
const mostRounds = 10;

/**
 * Has every lane look at what the handler returned, then says how it goes on: "complete", or the entry that sends the
 * handler back. A refusal fails the run.
 */
export function passCompletionGates(
  execution: Execution,
  frame: Frame,
  { output, round }: { readonly output: Json; readonly round: number },
  then: (answer: "complete" | EntryDraft) => Promise<void>,
): void {
  const { redactor, lanes } = execution.parts;
  const { completionGates } = lanes;
  if (completionGates.length === 0) return void then("complete");
  const returned: GatedOutput = { output, round, input: frame.input ?? null };
  const refuse = (error: Error): Promise<void> => execution.end(endByError(error, redactor));

  const passFrom = (at: number): void => {
    void execution.live(async () => {
      for (const [index, { lane, ask }] of completionGates.entries()) {
        if (index < at) continue;
        const answer = await askGate(lane, ["ask", "send-back", "refuse"], () =>
          ask(gatedRun(execution, lane), returned),
        );
        if (execution.stopped) return;
        if (answer === undefined || answer.verdict === "go-on") continue;
        if (answer.verdict === "refuse") return refuse(answer.error);
        if (answer.verdict === "send-back") {
          const tripped = { rail: "maxRounds", limit: mostRounds, observed: round } as const;
          if (round >= mostRounds) return execution.end(endByRail(tripped, redactor));
          return then(sentBack({ by: lane, feedback: readFeedback(answer.feedback), output, round }));
        }
        void askPerson(execution, frame, `${gatePrefix(frame.stepKey)}${lane}`, answer).then((refused) => {
          if (refused === undefined) passFrom(index + 1);
          else void execution.live(() => refuse(refused));
        });
        return;
      }
      await then("complete");
    });
  };
  passFrom(0);
}

function readFeedback(feedback: unknown): Json {
  return snapshot(feedback, { name: "feedback", maxBytes: limits.inputBytes }).value;
}

function sentBack(payload: SentBack): EntryDraft {
  return { type: "run.sent_back", call: 0, stepKey: null, role: null, payload: payloadText(payload) };
}
