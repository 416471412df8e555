import type { Database } from "../database.ts";
import { checkOf, type DoctorCheck, type Finding } from "./doctor-check.ts";

// Every commit of a run waits for the round trip.
const slowMs = 20;

/** Whether it answers, how fast, and what it is. */
export async function checkDatabase({ control, description, engine }: Database): Promise<DoctorCheck> {
  const readVersion = { text: "select current_setting('server_version') as version", values: [] };
  const { rows } = await control.query<{ version: string }>(readVersion);
  const timesMs: number[] = [];
  for (let turn = 0; turn < 3; turn += 1) {
    const begun = performance.now();
    await control.query(readVersion);
    timesMs.push(performance.now() - begun);
  }
  const fastestMs = Math.min(...timesMs);
  const kind = engine === "postgres" ? "PostgreSQL" : "embedded PostgreSQL";
  const answered = `${description} (${kind} ${rows[0]?.version.split(" ")[0] ?? "of an unknown version"}) answers in ${fastestMs.toFixed(1)} ms`;
  const findings: readonly Finding[] =
    fastestMs < slowMs
      ? []
      : [
          {
            status: "warning",
            message: `${answered}, which every commit of a run waits for.`,
            advice: "Run Scoria near its database.",
          },
        ];
  return checkOf("database", findings, `${answered}.`);
}
