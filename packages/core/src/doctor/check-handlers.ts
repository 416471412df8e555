import type { Connection } from "../database.ts";
import type { Lane } from "../lane/lane.ts";
import { checkOf, count, listNames, type DoctorCheck, type Finding } from "./doctor-check.ts";

interface OpenKind {
  readonly kind: string;
  readonly runs: number;
  readonly is_elsewhere: boolean;
}

/** Looks for runs that have not ended and whose kind has no handler in these options. */
export async function checkHandlers(
  control: Connection,
  kinds: readonly string[],
  lanes: readonly Pick<Lane, "name">[],
): Promise<DoctorCheck> {
  // No index leads to runs that wait: this reads the head of every run, once.
  const { rows } = await control.query<OpenKind>({
    text: `
      select r.kind, count(*) as runs, r.kind = any (array(
        select unnest(n.kinds)
        from scoria.nodes n
        where n.heartbeat_at >= scoria.clock() - n.lease_ms * interval '1 millisecond'
      )) as is_elsewhere
      from scoria.runs r
      where r.status in ('queued', 'running', 'waiting') and r.kind <> all ($1::text[])
      group by r.kind
      order by count(*) desc, r.kind`,
    values: [kinds],
  });
  // A lane brings the handlers whose kinds begin with its name.
  const ofLanes = (kind: string): boolean => lanes.some(({ name }) => kind.startsWith(`${name}.`));
  const missing = rows.filter((row) => !row.is_elsewhere && !ofLanes(row.kind));
  const elsewhere = rows.filter((row) => row.is_elsewhere);
  const findings: readonly Finding[] =
    missing.length === 0
      ? []
      : [
          {
            status: "problem",
            code: "HANDLER_MISSING",
            message:
              `${count(sum(missing), "run")} cannot go on: neither these options nor a living node has a handler for ` +
              `${listNames(missing.map(({ kind }) => kind))}.`,
            advice: "Add the handlers, or start the process that has them.",
          },
        ];
  const healthy =
    elsewhere.length === 0
      ? "Every run that has not ended has a handler here."
      : `Every run that has not ended has a handler. Only other nodes have ${listNames(elsewhere.map(({ kind }) => kind))}.`;
  return checkOf("handlers", findings, healthy);
}

function sum(kinds: readonly OpenKind[]): number {
  return kinds.reduce((total, { runs }) => total + runs, 0);
}
