import {
  addCounts,
  describeCounts,
  noCounts,
  type Counts,
  type Stage,
  type StageContext,
  type StageResult,
} from "./stage.ts";

/** Runs the stages one after the other, each with a line for its result, and adds them up. A failed one stops no other. */
export async function runStages(stages: readonly Stage[], context: StageContext): Promise<Counts> {
  let total = noCounts;
  for (const stage of stages) {
    if (context.signal.aborted) break;
    const started = performance.now();
    const result = await resultOf(stage, context);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    if (result.failed > 0 && result.output !== "") console.log(`\n${result.output.trimEnd()}\n`);
    console.log(
      `${result.failed > 0 ? "✗" : "✓"} ${stage.name.padEnd(16)} ${describeCounts(result).padEnd(24)} ${seconds} s`,
    );
    total = addCounts(total, result);
  }
  return total;
}

async function resultOf(stage: Stage, context: StageContext): Promise<StageResult> {
  try {
    return await stage.run(context);
  } catch (error) {
    const output = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { passed: 0, failed: 1, skipped: 0, output };
  }
}
