import { uuidv7 } from "uuidv7";
import { runsOfSession, type ReadbackWork, type Setting } from "../contestant.ts";
import { copiedId, copySessions } from "../copy-sessions.ts";
import { ReadingOrder } from "../reading-order.ts";
import { doSteps } from "./runs.ts";
import { openTables } from "./tables.ts";
import { writeAlone } from "./write-alone.ts";

const readRun = {
  name: "read_run",
  text: `
    select run.*, step.seq, step.name, step.output as result
    from run
    join step on step.run_id = run.id
    where run.id = $1
    order by step.seq`,
};
const listSession = {
  name: "list_session",
  text: "select id, status, created_at from run where session = $1 order by created_at desc, id desc limit $2",
};

const setApart = `
create temp table original_run as select * from run where session = 'session-0';
create temp table original_step as select * from step where run_id in (select id from original_run);
analyze original_run, original_step`;

const copyRuns = `
with copy as materialized (
  select
    run.id as of_id, number, run.created_at - number * interval '1 minute' as created_at,
    ${copiedId("run.created_at - number * interval '1 minute'", "run.id::text || number")} as id
  from original_run run, generate_series($1::int, $2::int) as number
), runs as (
  insert into run (id, session, status, created_at, output)
  select copy.id, 'session-' || copy.number, run.status, copy.created_at, run.output
  from copy join original_run run on run.id = copy.of_id
  order by copy.id
)
insert into step (run_id, seq, name, output)
select copy.id, step.seq, step.name, step.output
from copy join original_step step on step.run_id = copy.of_id
order by copy.id, step.seq`;

export async function readback(setting: Setting): Promise<ReadbackWork> {
  const pool = await openTables({ connectionString: setting.databaseUrl, max: 2 });
  let order = new ReadingOrder([], 0);
  return {
    async fill(runs) {
      const sessions = Math.ceil(runs / runsOfSession);
      await pool.query("create index on run (session, created_at desc, id desc)");
      await using writer = await writeAlone(setting);
      for (let run = 0; run < runsOfSession; run += 1) {
        const id = uuidv7();
        await writer.start(id);
        await doSteps(writer, id, 0);
      }
      const ids = await copySessions(setting.databaseUrl, sessions, {
        setApart,
        copy: async () => copyRuns,
        ids: "select id from run",
      });
      order = new ReadingOrder(ids, sessions);
    },
    async readRun() {
      const { rows } = await pool.query({ ...readRun, values: [order.nextRun()] });
      return rows.length;
    },
    async listSession() {
      const values = [`session-${order.nextSession()}`, runsOfSession];
      const { rows } = await pool.query({ ...listSession, values });
      return rows.length;
    },
    [Symbol.asyncDispose]: () => pool.end(),
  };
}
