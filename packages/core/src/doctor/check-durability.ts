import type { Database } from "../database.ts";
import { checkOf, type DoctorCheck, type Finding } from "./doctor-check.ts";

/** What a crash of the embedded database may cost. */
export function embeddedDurability(url: string): DoctorCheck {
  const message =
    url === "memory:"
      ? "The embedded database is in memory: its runs end with the process."
      : "The embedded database survives the death of its process, not of its machine: it never waits for the disk.";
  return {
    name: "durability",
    status: "warning",
    message,
    advice: "Use a PostgreSQL server where runs must not be lost.",
  };
}

/** Whether what the server acknowledges is on its disk. */
export async function checkServerDurability({ control }: Database): Promise<DoctorCheck> {
  const { rows } = await control.query<{ fsync: string; commit: string; pages: string }>({
    text: `
      select
        current_setting('fsync') as fsync,
        current_setting('synchronous_commit') as commit,
        current_setting('full_page_writes') as pages`,
    values: [],
  });
  const [row] = rows;
  const findings: Finding[] = [];
  if (row?.fsync === "off") {
    findings.push({
      status: "warning",
      message: "fsync is off: a crash of the server can destroy the database.",
      advice: "Set fsync = on.",
    });
  }
  if (row?.commit === "off") {
    findings.push({
      status: "warning",
      message: "synchronous_commit is off: a crash of the server loses runs that were acknowledged.",
      advice: "Set synchronous_commit = on for the database or the role.",
    });
  }
  if (row?.pages === "off") {
    findings.push({
      status: "warning",
      message: "full_page_writes is off: a crash can leave pages half written.",
      advice: "Set full_page_writes = on, unless the file system writes whole pages.",
    });
  }
  return checkOf("durability", findings, "What the server acknowledges is on its disk.");
}
