import { storeError } from "../errors/stored-error.ts";
import type { GatedStep } from "../lane/lane-gates.ts";
import type { Execution } from "./execution.ts";
import { askGate, askPerson, gatedRun } from "./gate-answer.ts";
import { payloadText, type StepRecorded } from "./payloads.ts";
import type { StepWork } from "./execute-step.ts";

/**
 * Has every lane look at a step before its first attempt, then does `begin`. While a person is asked nothing of the step
 * is under way, so the run can pause. A refusal is the step's failure.
 */
export function passStepGates(execution: Execution, work: StepWork, begin: () => Promise<void>): void {
  const { stepGates } = execution.parts.lanes;
  const { asked, open, options } = work;
  const step: GatedStep = {
    name: work.name,
    stepKey: asked.stepKey,
    kind: work.kind,
    role: asked.frame.role,
    readOnly: options.readOnly,
    approved: work.approved !== undefined,
  };
  const refuse = (error: Error): Promise<void> => refuseStep(execution, work, error);

  const passFrom = (at: number): void => {
    void execution.live(async () => {
      for (const [index, { lane, ask }] of stepGates.entries()) {
        if (index < at) continue;
        const answer = await askGate(lane, ["ask", "refuse"], () => ask(gatedRun(execution, lane), step));
        if (execution.stopped) return;
        if (answer === undefined || answer.verdict === "go-on") continue;
        if (answer.verdict === "refuse") return refuse(answer.error);
        open.passive = true;
        void askPerson(execution, asked.frame, `${asked.stepKey}/gate:${lane}`, answer).then((refused) => {
          open.passive = false;
          if (refused === undefined) passFrom(index + 1);
          else void execution.live(() => refuse(refused));
        });
        return;
      }
      // What a gate asked for in an earlier life of the run, and does not ask for now.
      execution.skipInside(`${asked.stepKey}/`);
      await begin();
    }, 0);
  };
  passFrom(0);
}

async function refuseStep(execution: Execution, work: StepWork, error: Error): Promise<void> {
  const { asked, name, options, kind } = work;
  const refused: StepRecorded = {
    attempt: 1,
    error: storeError(error, execution.parts.redactor),
    ...(kind === "step" ? {} : { kind }),
    name,
    ...(options.readOnly ? { readOnly: true } : {}),
    startedAt: Math.floor(execution.parts.databaseNow()),
  };
  await execution.append({
    drafts: [
      {
        type: "step.failed",
        call: asked.call,
        stepKey: asked.stepKey,
        role: asked.frame.role,
        payload: payloadText(refused),
      },
    ],
  });
}
