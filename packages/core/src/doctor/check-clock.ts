import type { Connection } from "../database.ts";
import { checkOf, type DoctorCheck } from "./doctor-check.ts";

const toleratedMs = 2_000;

/** How far this process's clock is from the database's, which decides what is due. */
export async function checkClock(control: Connection, now: () => number): Promise<DoctorCheck> {
  let aheadMs = 0;
  let shortest = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < 3; turn += 1) {
    const begun = performance.now();
    const sent = now();
    const { rows } = await control.query<{ now: Date }>({ text: `select clock_timestamp() as "now"`, values: [] });
    const tookMs = performance.now() - begun;
    // The fastest answer says it best: the clock was read somewhere on its way.
    if (rows[0] === undefined || tookMs >= shortest) continue;
    shortest = tookMs;
    aheadMs = rows[0].now.getTime() - (sent + tookMs / 2);
  }
  const where = aheadMs > 0 ? "ahead of" : "behind";
  const message = `The database's clock is ${Math.abs(Math.round(aheadMs)).toLocaleString("en")} ms ${where} this process's.`;
  if (Math.abs(aheadMs) <= toleratedMs) return checkOf("clock", [], message);
  const advice =
    "Set both by a time server. Leases and timers go by the database's clock alone; times in logs and the order of run ids do not.";
  return checkOf("clock", [{ status: "warning", message, advice }], message);
}
