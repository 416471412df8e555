import type { Json } from "../decode/json.ts";
import { isShowable } from "../decode/path.ts";
import { ScoriaError } from "../errors/scoria-error.ts";
import type { LaneFollow } from "./lane-follow.ts";
import type { LaneJob } from "./lane-job.ts";
import type { LaneOperator } from "./lane-operator.ts";

/** A lane that is not what a lane should be. `key` null: the lanes as a whole are not. */
export function laneInvalid(key: string | null, what: string): ScoriaError<"LANE_INVALID"> {
  const lane = key !== null && isShowable(key) ? key : null;
  const details: { readonly lane: Json } = { lane };
  return new ScoriaError(
    "LANE_INVALID",
    lane === null ? `${what}.` : `Lane "${lane}" cannot be attached: ${what}.`,
    details,
  );
}

/** @throws LANE_INVALID */
export function checkFollow(lane: string, follow: LaneFollow | undefined): void {
  if (follow === undefined) return;
  const types: unknown = follow.types;
  if (!Array.isArray(types) || types.length === 0 || types.some((type) => typeof type !== "string")) {
    throw laneInvalid(lane, "what it follows must be named by a list of entry types");
  }
  if (typeof follow.take !== "function") throw laneInvalid(lane, "what it follows needs a function `take`");
  checkMs(lane, follow.timeoutMs, "follow.timeoutMs");
}

/** @throws LANE_INVALID */
export function checkJobs(lane: string, jobs: readonly LaneJob[] | undefined): void {
  const names = new Set<string>();
  for (const { name, everyMs, timeoutMs, run } of jobs ?? []) {
    if (typeof name !== "string" || !/^[a-z][a-z0-9-]{0,62}$/.test(name) || names.has(name)) {
      throw laneInvalid(lane, "each of its jobs needs a name of its own, a lower-case word");
    }
    names.add(name);
    if (typeof run !== "function") throw laneInvalid(lane, `its job "${name}" needs a function \`run\``);
    checkMs(lane, everyMs, `everyMs of its job "${name}"`);
    checkMs(lane, timeoutMs, `timeoutMs of its job "${name}"`);
  }
}

/** @throws LANE_INVALID */
export function checkOperator(lane: string, operator: LaneOperator | undefined): void {
  const parts = [...Object.entries(operator?.reads ?? {}), ...Object.entries(operator?.actions ?? {})];
  for (const [name, part] of parts) {
    if (!/^[a-z][A-Za-z0-9]{0,62}$/.test(name)) throw laneInvalid(lane, "what operators may do is named by a word");
    if (!new RegExp(`^${lane}\\.[a-z][a-z0-9-]*$`).test(part.permission)) {
      throw laneInvalid(lane, `the permission of "${name}" must be "${lane}." and a lower-case word`);
    }
  }
}

function checkMs(lane: string, value: unknown, what: string): void {
  if (value === undefined) return;
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 1_000 || value > 2 ** 31 - 1) {
    throw laneInvalid(lane, `${what} must be a whole number of milliseconds from 1,000`);
  }
}

/** A lane did at work what no lane may do. */
export function laneFailed(lane: string, what: string): ScoriaError<"LANE_INVALID"> {
  return new ScoriaError("LANE_INVALID", `The lane "${lane}" ${what}. That is a fault of the lane's package.`, {
    lane,
  });
}
