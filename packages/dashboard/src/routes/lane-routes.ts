import type { Json } from "@scoria/core";
import type { OperatorSurface } from "@scoria/core/operator";
import { dashboardError } from "../errors.ts";
import type { Permission } from "../wire/operator.ts";
import type { Answers, Call } from "./call.ts";

type OneLane = OperatorSurface["lanes"][number];

export const laneRoutes: Answers<"listLanes" | "readLane" | "actOnLane"> = {
  async listLanes({ surface, can }) {
    return { lanes: lanesFor(surface, can) };
  },

  async readLane({ surface, operator, can, params, query, values }) {
    const { read, permission } = part(laneOf(surface, params.lane)?.reads, params.name);
    requirePermission(can, permission);
    return shown(await read(operator, query), params.lane, { operator, values });
  },

  async actOnLane({ surface, operator, can, params, body, values }) {
    const { act, permission } = part(laneOf(surface, params.lane)?.actions, params.name);
    requirePermission(can, permission);
    return shown(await act(operator, body), params.lane, { operator, values });
  },
};

/** The lanes of which an operator may see or do anything. */
export function lanesFor(
  surface: OperatorSurface,
  can: ReadonlySet<Permission>,
): readonly { readonly lane: string; readonly reads: readonly string[]; readonly actions: readonly string[] }[] {
  const allowed = (parts: Readonly<Record<string, { readonly permission: string }>>): readonly string[] =>
    Object.entries(parts).flatMap(([name, { permission }]) => (can.has(permission as Permission) ? [name] : []));
  return surface.lanes
    .map(({ lane, reads, actions }) => ({ lane, reads: allowed(reads), actions: allowed(actions) }))
    .filter(({ reads, actions }) => reads.length + actions.length > 0);
}

function laneOf(surface: OperatorSurface, name: string): OneLane | undefined {
  return surface.lanes.find(({ lane }) => lane === name);
}

/** @throws ROUTE_NOT_FOUND */
function part<Part>(parts: Readonly<Record<string, Part>> | undefined, name: string): Part {
  // What an object inherits is no part of a lane.
  const found = parts !== undefined && Object.hasOwn(parts, name) ? parts[name] : undefined;
  if (found === undefined) throw dashboardError("ROUTE_NOT_FOUND");
  return found;
}

/** @throws PERMISSION_MISSING */
export function requirePermission(can: ReadonlySet<Permission>, permission: string): void {
  if (!can.has(permission as Permission)) throw dashboardError("PERMISSION_MISSING", undefined, { permission });
}

/** What a lane answers belongs to no one run, and is of all tenants that were asked for: the host is asked about it as a lane's. */
function shown(answer: Json, lane: string, { operator, values }: Pick<Call, "operator" | "values">): Json {
  const { tenants } = operator;
  const tenantId = tenants.length === 1 ? (tenants[0] ?? null) : null;
  return values.show("lane", answer, { tenantId, runId: null }, [lane]).value;
}
