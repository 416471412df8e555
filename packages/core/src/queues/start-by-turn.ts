import { askDatabase } from "../ask-database.ts";
import type { Core } from "../core.ts";
import { payloadTooLarge } from "../errors/core-errors.ts";
import { isScoriaError, ScoriaError } from "../errors/scoria-error.ts";
import { failPoint } from "../fail-points.ts";
import { bytesOf } from "../journal/group.ts";
import { answerForKey } from "../runs/answer-for-key.ts";
import { prepareRun, startedSummary, type DecodedStart } from "../runs/new-run.ts";
import type { RunSummary } from "../runs/run.ts";

const mostBytes = 16 * 1024 * 1024;

/**
 * Starts runs that wait for their turn: where a queue has limits or is paused nothing begins past it. All are queued in one
 * commit, or none.
 *
 * @throws QUEUE_FULL when one of the queues has no room for all that are to go there; PAYLOAD_TOO_LARGE over 16 MiB together
 */
export async function startByTurn(core: Core, starts: readonly DecodedStart[]): Promise<readonly RunSummary[]> {
  const now = Math.floor(core.databaseNow());
  const prepared = starts.map((decoded) => prepareRun(decoded, now, null));
  const groups = prepared.map(({ group }) => group);
  if (groups.reduce((sum, group) => sum + bytesOf(group), 0) > mostBytes) {
    throw payloadTooLarge("The list of starts", mostBytes, "bytes");
  }
  await failPoint("start.before-commit");
  const outcomes = await askDatabase(core, "starting runs", () => core.writer.startByTurn(groups));
  await failPoint("start.after-commit");
  if (outcomes === "full") return answersForKeys(core, starts);
  const landed = prepared.filter((_run, at) => outcomes[at] === "landed");
  for (const { who, start } of landed) core.queueCounts.add("added", start.place.queue, who.tenantId);
  if (landed.some(({ newRun }) => newRun.status === "queued")) core.node?.claim();
  return Promise.all(
    prepared.map(async (run, at) =>
      outcomes[at] === "landed" ? startedSummary(run) : answerForKey(core, run.who, run.start),
    ),
  );
}

/** What was started before, by its key, needs no room. */
async function answersForKeys(core: Core, starts: readonly DecodedStart[]): Promise<readonly RunSummary[]> {
  if (starts.every(({ start }) => start.idempotencyKey !== null)) {
    try {
      return await Promise.all(starts.map(({ who, start }) => answerForKey(core, who, start)));
    } catch (error) {
      if (!isScoriaError(error, "DATABASE_BUSY")) throw error;
    }
  }
  for (const { who, start } of starts) core.queueCounts.add("refused", start.place.queue, who.tenantId);
  throw await queueFull(core, [...new Set(starts.map(({ start }) => start.place.queue))]);
}

const longestRetryMs = 60_000;

/** When there may be room: from how many left the queue in the last minute. */
async function queueFull(core: Core, queues: readonly string[]): Promise<ScoriaError<"QUEUE_FULL">> {
  const { rows } = await askDatabase(core, "looking at queues", () =>
    core.database.control.query<{ name: string; max_size: number; taken: string }>({
      text: `
select q.name, q.max_size, coalesce((
  select sum(m.taken) from scoria.queue_minutes m
  where m.queue = q.name and m.minute > scoria.clock() - interval '2 minutes'), 0) as taken
from scoria.queues q
where q.name = any ($1::text[]) and q.max_size is not null
order by q.room, q.name
limit 1`,
      values: [queues],
    }),
  );
  const [row] = rows;
  const taken = Number(row?.taken ?? 0);
  const retryAfterMs = taken === 0 ? 1_000 : Math.min(longestRetryMs, Math.max(100, Math.ceil(120_000 / taken)));
  return new ScoriaError(
    "QUEUE_FULL",
    `The queue holds as many runs as it may, so nothing was started. Try again in ${retryAfterMs} ms or later, or raise its ` +
      "maxSize with queues.configure.",
    { queue: row?.name ?? queues[0] ?? "", maxSize: row?.max_size ?? 0, retryAfterMs },
  );
}
