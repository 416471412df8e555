import { readEnum } from "../decode/option-values.ts";
import type { CoreContext } from "../handlers/handler.ts";
import type { LaneCall } from "../lane/lane-call.ts";
import type { LaneEntry } from "../lane/lane-entry.ts";
import type { Execution } from "./execution.ts";
import type { Frame } from "./frame.ts";
import { askStep, type StepOrigin } from "./ask-step.ts";
import { runInnerHandler } from "./inner-handler.ts";
import { recordEntry } from "./record-entry.ts";
import { rejected } from "./rejected.ts";

/** What one lane is given to make its powers of, in one handler of one execution. */
export function laneCall(execution: Execution, frame: Frame, lane: string, core: CoreContext<unknown>): LaneCall {
  const { run, past } = execution;
  const requestApproval = ((request: unknown) => core.requestApproval(request as never)) as LaneCall["requestApproval"];
  return {
    runId: run.runId,
    tenantId: run.tenantId,
    kind: frame.kind,
    role: frame.role,
    identity: core.identity,
    stepKey: frame.stepKey,
    runtime: core.runtime,
    options: past.started.lanes?.[lane],
    context: frame.context?.lane === lane ? frame.context.value : undefined,
    signal: core.signal,
    step: ((name: unknown, work: unknown, given: unknown) => {
      const { kind = "step", ...options } = (given ?? {}) as { readonly kind?: unknown };
      let origin: StepOrigin;
      try {
        origin = { prefix: `${lane}:`, kind: readEnum(kind, "kind", ["step", "tool"]) };
      } catch (error) {
        return rejected(error);
      }
      return askStep(execution, frame, name, work, options, origin);
    }) as LaneCall["step"],
    requestApproval,
    record: (entry: LaneEntry) => recordEntry(execution, frame, lane, entry) as ReturnType<LaneCall["record"]>,
    runHandler: (name, inner) =>
      runInnerHandler(execution, frame, lane, name, inner) as ReturnType<LaneCall["runHandler"]>,
    now: () => core.now(),
    uuid: () => core.uuid(),
  };
}
