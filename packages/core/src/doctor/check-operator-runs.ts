import type { Connection } from "../database.ts";
import { coreErrorCodes, type ErrorCodeEntry } from "../errors/core-errors.ts";
import { checkOf, count, type DoctorCheck } from "./doctor-check.ts";

/** Runs that wait for an operator, by the code that says why. */
export async function checkOperatorRuns(control: Connection): Promise<DoctorCheck> {
  const { rows } = await control.query<{ code: string; runs: number }>({
    text: `
      select r.waiting_for ->> 'code' as code, count(*) as runs
      from scoria.runs r
      where r.status = 'waiting' and r.waiting_for ->> 'kind' = 'operator'
      group by 1
      order by 2 desc, 1`,
    values: [],
  });
  const known: Readonly<Record<string, ErrorCodeEntry>> = coreErrorCodes;
  const findings = rows.map(({ code, runs }) => ({
    status: "warning" as const,
    code,
    message: `${count(runs, "run waits", "runs wait")} for an operator: ${code}.`,
    advice: known[code]?.remedy ?? "Read one of them to see why.",
  }));
  return checkOf("operator-runs", findings, "No run waits for an operator.");
}
