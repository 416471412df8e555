import type { EngineParts } from "../execution/engine-parts.ts";
import type { NodeJob } from "../nodes/job-runner.ts";
import { nodeMark } from "./removed-by.ts";
import { removeOld } from "./remove-old.ts";
import { removesAnything } from "./retention-plan.ts";

/** One turn is no longer than this; then another begins, on whatever node. */
const turnMs = 30_000;

/** The periodic work of retention; none where nothing can become old, so that such a node asks nothing. */
export function retentionJobs(parts: EngineParts, nodeId: string): readonly NodeJob[] {
  const { retention } = parts;
  if (!retention.periodic || !removesAnything(retention)) return [];
  const run = async ({ signal }: { readonly signal: AbortSignal }): Promise<"again" | undefined> => {
    const until = parts.clock.monotonic() + turnMs;
    const after = await readWalk(parts);
    const { isEnd, last } = await removeOld(parts, {
      plan: retention,
      tenants: null,
      by: nodeMark(nodeId),
      dryRun: false,
      limit: Number.MAX_SAFE_INTEGER,
      after,
      skipFaulty: true,
      isOver: () => signal.aborted || parts.clock.monotonic() >= until,
      ask: (_, statement) => statement(),
    });
    await parts.database.lanes.query({
      name: "scoria_set_retention_walk",
      text: "update scoria.retention_walk set last_run = $1",
      values: [last],
    });
    return isEnd ? undefined : "again";
  };
  const job = { name: "retention", everyMs: retention.everyMs, timeoutMs: turnMs * 2, run };
  return [{ lane: "core", job, askEveryMs: retention.everyMs }];
}

async function readWalk({ database }: EngineParts): Promise<string | null> {
  const { rows } = await database.lanes.query<{ last_run: string | null }>({
    name: "scoria_read_retention_walk",
    text: "select last_run from scoria.retention_walk",
    values: [],
  });
  return rows[0]?.last_run ?? null;
}
