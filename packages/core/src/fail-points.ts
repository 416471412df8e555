/** The places around a commit where a process can die and something must still hold. Tests stop or kill it there. */
export const failPoints = [
  "start.before-commit",
  "start.after-commit",
  "step.before-effect",
  "step.after-effect",
  "step.after-commit",
  "approval.before-commit",
  "approval.after-commit",
  "decision.before-commit",
  "decision.after-commit",
  "resume.after-claim",
  "finish.before-commit",
  "finish.after-commit",
] as const;

export type FailPoint = (typeof failPoints)[number];

const reached = new Map<FailPoint, () => void | Promise<void>>();

/** Calls `act` each time the engine of this process comes to `point`; the engine waits for it. Gives what undoes it. */
export function atFailPoint(point: FailPoint, act: () => void | Promise<void>): () => void {
  reached.set(point, act);
  return () => void reached.delete(point);
}

/** Costs one look at an empty map when no test is listening. */
export function failPoint(point: FailPoint): void | Promise<void> {
  return reached.size === 0 ? undefined : reached.get(point)?.();
}
