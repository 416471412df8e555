import { Sharing } from "./sharing.ts";
import { openTables, outputOf, session, stepRow } from "./tables.ts";
import { loneWrites } from "./write-alone.ts";
import type { OpenWriter } from "./writer.ts";

/** One or two facts of one run. */
interface Write {
  readonly id: string;
  readonly starts?: true;
  readonly step?: number;
  readonly status?: string;
}

const flushAll = {
  name: "flush_all",
  text: `
with started as (
  insert into run (id, session, status)
  select id, $2, 'running' from unnest($1::uuid[]) as id
), stepped as (
  insert into step (run_id, seq, name, output)
  select * from unnest($3::uuid[], $4::int[], $5::text[], $6::text[])
)
update run
set status = changed.status, output = changed.output
from unnest($7::uuid[], $8::text[], $9::text[]) as changed (id, status, output)
where run.id = changed.id`,
};

/** The planner guesses that so many rows change that it would read the whole table; each is to be found by its key. */
const byKey = "-c enable_hashjoin=off -c enable_mergejoin=off -c enable_seqscan=off";

/** What waits at the same moment shares one statement and one commit. */
export const writeTogether: OpenWriter = async ({ databaseUrl }) => {
  const pool = await openTables({ connectionString: databaseUrl, max: 2, options: byKey });
  const alone = loneWrites(pool);

  async function flush(writes: readonly Write[]): Promise<void> {
    const [first] = writes;
    if (first !== undefined && writes.length === 1) {
      const { id, starts, step, status } = first;
      if (starts === true) return await alone.start(id);
      if (status === undefined) return await alone.step(id, step ?? 0);
      if (step === undefined) return await alone.setStatus(id, status);
    }
    const starts = writes.filter((write) => write.starts === true).map(({ id }) => id);
    const stepIds: string[] = [];
    const steps: (readonly [number, string, string])[] = [];
    const changedIds: string[] = [];
    const statuses: string[] = [];
    for (const { id, step, status } of writes) {
      if (step !== undefined) {
        stepIds.push(id);
        steps.push(stepRow(step));
      }
      if (status !== undefined) {
        changedIds.push(id);
        statuses.push(status);
      }
    }
    await pool.query({
      ...flushAll,
      values: [
        starts,
        session,
        stepIds,
        steps.map(([seq]) => seq),
        steps.map(([, name]) => name),
        steps.map(([, , output]) => output),
        changedIds,
        statuses,
        statuses.map(outputOf),
      ],
    });
  }

  const sharing = new Sharing(flush);
  return {
    start: (id) => sharing.write({ id, starts: true }),
    step: (id, step) => sharing.write({ id, step }),
    setStatus: (id, status) => sharing.write({ id, status }),
    stepAndStatus: (id, step, status) => sharing.write({ id, step, status }),
    [Symbol.asyncDispose]: () => pool.end(),
  };
};
