/** What a stage found: a check that is not a set of tests counts as one. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface StageResult extends Counts {
  /** Shown in full when the stage failed; empty when it was shown while it ran. */
  readonly output: string;
}

/** What earlier stages leave for later ones, and how to hear that the whole run is to stop. */
export interface StageContext {
  readonly signal: AbortSignal;
  readonly env: NodeJS.ProcessEnv;
  /** Undone in reverse order when the run ends, however it ends. */
  readonly cleanups: AsyncDisposableStack;
}

export interface Stage {
  readonly name: string;
  /** Names of stages that run first, also when only this one was asked for. */
  readonly needs: readonly string[];
  run(context: StageContext): Promise<StageResult>;
}

export const noCounts: Counts = { passed: 0, failed: 0, skipped: 0 };

export function addCounts(one: Counts, other: Counts): Counts {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
  };
}

/** `12 passed, 0 failed`, and the skipped only when there are any. */
export function describeCounts({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
