import { invalidInput } from "./errors/core-errors.ts";

/**
 * The places around a commit where a process can die and something must still hold. Tests stop or kill it there.
 *
 * A name, once here, stays and keeps its meaning; more may be added.
 */
export const failPoints = [
  /** A start was accepted and nothing of it is stored yet. */
  "start.before-commit",
  /** The run is stored and its caller has not heard of it. */
  "start.after-commit",
  /** A step is about to call its function. */
  "step.before-effect",
  /** The function of a step has returned and its result is not stored yet. */
  "step.after-effect",
  /** The result of a step is stored and its handler has not got it. */
  "step.after-commit",
  /** A handler asked for an approval and the request is not stored yet. */
  "approval.before-commit",
  /** The request for an approval is stored, so the run waits for it. */
  "approval.after-commit",
  /** A decision was accepted and is not stored yet. */
  "decision.before-commit",
  /** A decision is stored and its caller has not heard of it. */
  "decision.after-commit",
  /** A node has claimed runs and has not begun to execute them. */
  "resume.after-claim",
  /** A handler asked for a child and nothing of it is stored yet. */
  "child.before-commit",
  /** A child and the entry that it was started are stored, and the handler has not got its id. */
  "child.after-commit",
  /** A handler has returned or thrown and the end of its run is not stored yet. */
  "finish.before-commit",
  /** The end of a run is stored. */
  "finish.after-commit",
  /** The runs of schedules that are due are stored, and these schedules have not moved on. */
  "schedule.after-start",
  /** Retention has committed a batch and has not gone on. */
  "retention.after-batch",
] as const;

export type FailPoint = (typeof failPoints)[number];

/** Stops listening; `using` calls it as well. */
export type Disarm = (() => void) & Disposable;

const reached = new Map<FailPoint, () => void | Promise<void>>();

/**
 * Calls `act` each time the engine of this process comes to `point`, for any run and any facade; the engine waits for it.
 * There is one `act` for each point: another takes its place. An act kills its process or holds it up; it must not throw.
 *
 * @throws INVALID_INPUT - there is no such point
 *
 * @example
 * ```ts
 * import { atFailPoint } from "@scoria/core/testing";
 *
 * // In a process that the test started: dies when the customer has been paid and nobody has written it down.
 * atFailPoint("step.after-effect", () => {
 *   process.kill(process.pid, "SIGKILL");
 * });
 * ```
 */
export function atFailPoint(point: FailPoint, act: () => void | Promise<void>): Disarm {
  if (!failPoints.includes(point)) throw invalidInput("point", `must be one of ${failPoints.join(", ")}`);
  reached.set(point, act);
  const disarm = (): void => {
    // Another may listen by now.
    if (reached.get(point) === act) reached.delete(point);
  };
  return Object.assign(disarm, { [Symbol.dispose]: disarm });
}

/** Costs one look at an empty map when no test is listening. */
export function failPoint(point: FailPoint): void | Promise<void> {
  return reached.size === 0 ? undefined : reached.get(point)?.();
}
