import { setTimeout as sleep } from "node:timers/promises";
import type { Pool } from "pg";
import { stepsOfRun, type Recoverer, type RecoveryWork, type Setting } from "../contestant.ts";
import { doSteps } from "./runs.ts";
import { openTables } from "./tables.ts";
import type { OpenWriter } from "./writer.ts";

function slowStep(stepMs: number, onStep: () => void): () => Promise<void> {
  return async () => {
    await sleep(stepMs);
    onStep();
  };
}

export function recovery(openWriter: OpenWriter): (setting: Setting) => Promise<RecoveryWork> {
  return async (setting) => {
    const writer = await openWriter(setting);
    return {
      async begin(ids, stepMs, onStep) {
        const work = slowStep(stepMs, onStep);
        await Promise.all(
          ids.map(async (id) => {
            await writer.start(id);
            await doSteps(writer, id, 0, work);
          }),
        );
      },
      [Symbol.asyncDispose]: () => writer[Symbol.asyncDispose](),
    };
  };
}

/** One query finds what is open and how far it is; all go on at once. That nobody else does must be known by other means. */
export function recoverer(openWriter: OpenWriter): (setting: Setting) => Promise<Recoverer> {
  return async (setting) => {
    const pool = await openTables({ connectionString: setting.databaseUrl, max: 1 });
    const writer = await openWriter(setting);
    return {
      async recover(_ids, stepMs, onStep) {
        const work = slowStep(stepMs, onStep);
        const open = await findOpen(pool);
        await Promise.all(
          open.map(({ id, steps }) =>
            steps === stepsOfRun ? writer.setStatus(id, "completed") : doSteps(writer, id, steps, work),
          ),
        );
      },
      countEnded: (ids) => countEnded(pool, ids),
      async [Symbol.asyncDispose]() {
        await writer[Symbol.asyncDispose]();
        await pool.end();
      },
    };
  };
}

interface OpenRun {
  readonly id: string;
  readonly steps: number;
}

async function findOpen(pool: Pool): Promise<readonly OpenRun[]> {
  const { rows } = await pool.query<OpenRun>(`
    select run.id, count(step.seq)::int as steps
    from run
    left join step on step.run_id = run.id
    where run.status = 'running'
    group by run.id`);
  return rows;
}

async function countEnded(pool: Pool, ids: readonly string[]): Promise<number> {
  const { rows } = await pool.query<{ ended: number }>({
    text: `
      select count(*)::int as ended
      from run
      where id = any ($1::uuid[]) and status = 'completed'
        and (select count(*) from step where run_id = run.id) = ${stepsOfRun}`,
    values: [ids],
  });
  return rows[0]?.ended ?? 0;
}
