import type { ApprovalRequest } from "../approvals/approval.ts";
import type { Json, JsonObject } from "../decode/json.ts";
import type { RunRuntime } from "../defaults/run-runtime.ts";
import type { Identity } from "../identity/identity.ts";

/** The run at a gate. */
export interface GatedRun {
  readonly runId: string;
  readonly kind: string;
  /** Who started the run. */
  readonly identity: Identity;
  readonly metadata: JsonObject;
  /** What the run was frozen with: provider, model, prompt policy. */
  readonly runtime: RunRuntime;
  /** What the start carried under the lane's name, as it was recorded; undefined when it carried nothing. */
  readonly options: Json | undefined;
  /** Aborts when the run is cancelled or this process has lost it. */
  readonly signal: AbortSignal;
}

/** A step that is about to start. */
export interface GatedStep {
  readonly name: string;
  readonly stepKey: string;
  /** `step`, or what a lane calls its own: `tool`. */
  readonly kind: string;
  readonly role: string;
  /** It says that it changes nothing. */
  readonly readOnly: boolean;
  /** It acts on an approval that was given. */
  readonly approved: boolean;
}

/** A run whose handler has returned. */
export interface GatedOutput {
  /** What the handler returned; null when it returned nothing. */
  readonly output: Json;
  /** How often the handler has been gone through: 1, and one more each time it was sent back. */
  readonly round: number;
  /** The handler's own input. */
  readonly input: Json;
}

/** Let it go on. Answering nothing says the same. */
export interface GoOn {
  readonly verdict: "go-on";
}

/** Ask a person first. What is rejected or expires is refused. */
export interface AskFirst {
  readonly verdict: "ask";
  readonly approval: ApprovalRequest<Json>;
}

/** Send the handler back: it is called again, in a new round, with this added to `ctx.feedback`. */
export interface SendBack {
  readonly verdict: "send-back";
  /** Plain JSON: what was wrong. */
  readonly feedback: Json;
}

/** Refuse it: the step fails, or the run does. */
export interface Refuse {
  readonly verdict: "refuse";
  /** What the handler catches, or the run fails with. A `ScoriaError` keeps its code. */
  readonly error: Error;
}

type Answer<Verdict> = Verdict | undefined | Promise<Verdict | undefined>;

/**
 * What a lane is asked before something happens.
 *
 * A gate is asked again when its process died before the answer took effect, and on each replay until the step or the run
 * is over, so it answers from what does not change, and has no effects. One that throws refuses. The lanes are asked in
 * their order; the first answer that is not "go on" counts.
 */
export interface LaneGates {
  /** Before the first attempt of a step that has no recorded result. */
  readonly beforeStep?: (run: GatedRun, step: GatedStep) => Answer<GoOn | AskFirst | Refuse>;
  /** When the handler has returned, before the run completes. */
  readonly beforeComplete?: (run: GatedRun, output: GatedOutput) => Answer<GoOn | AskFirst | SendBack | Refuse>;
}
