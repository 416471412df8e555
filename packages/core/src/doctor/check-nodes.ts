import type { Database } from "../database.ts";
import { checkOf, count, listNames, type DoctorCheck, type Finding } from "./doctor-check.ts";

interface SeenNode {
  readonly name: string;
  readonly is_alive: boolean;
}

/** Who executes runs: the nodes seen in the last hour, and whether anything waits for one. */
export async function checkNodes({ control, localNodes }: Database): Promise<DoctorCheck> {
  if (localNodes !== null) {
    const who =
      localNodes.size === 0
        ? "so nothing executes its runs now"
        : `and ${count(localNodes.size, "node")} of this process execute${localNodes.size === 1 ? "s" : ""} its runs`;
    return checkOf("nodes", [], `No other process has the embedded database open, ${who}.`);
  }
  // A node that signed off has its last heartbeat at '-infinity'.
  const { rows: seen } = await control.query<SeenNode>({
    text: `
      select n.name, n.heartbeat_at >= scoria.clock() - n.lease_ms * interval '1 millisecond' as is_alive
      from scoria.nodes n
      where n.heartbeat_at >= scoria.clock() - interval '1 hour'
      order by n.heartbeat_at desc, n.node_id`,
    values: [],
  });
  const alive = seen.filter((node) => node.is_alive);
  const vanished = seen.filter((node) => !node.is_alive);
  const findings: Finding[] = [];
  if (alive.length === 0 && (await isWorkThere(control))) {
    findings.push({
      status: "warning",
      message: "Runs are there to be executed, and no node is alive.",
      advice: "Start a process whose worker is on.",
    });
  }
  if (vanished.length > 0) {
    findings.push({
      status: "warning",
      message: `In the last hour ${count(vanished.length, "node")} ended without signing off: ${listNames(vanished.map(({ name }) => name))}.`,
      advice:
        "Other nodes go on with their runs. Look at their logs, and have them call close() when they are stopped.",
    });
  }
  const living =
    alive.length === 0
      ? "No node is alive, and no run needs one."
      : `Alive: ${listNames(alive.map(({ name }) => name))}.`;
  return checkOf("nodes", findings, living);
}

async function isWorkThere(control: Database["control"]): Promise<boolean> {
  const { rows } = await control.query<{ is_there: boolean }>({
    text: `
      select exists (select from scoria.runs where status = 'queued')
        or exists (select from scoria.runs where owner is not null) as is_there`,
    values: [],
  });
  return rows[0]?.is_there === true;
}
