import type { Core } from "../core.ts";
import { copyJson, type JsonCopy } from "../decode/copy-json.ts";
import type { Json } from "../decode/json.ts";
import { limits } from "../decode/limits.ts";
import { isScoriaError } from "../errors/scoria-error.ts";
import type { Identity } from "../identity/identity.ts";
import type { EntryDraft } from "../journal/entry.ts";
import type { AttachedLanes } from "../lane/attach-lanes.ts";
import { laneFailed } from "../lane/check-lane.ts";
import { laneDraft } from "../lane/lane-entry.ts";
import type { LaneStart, StartAnswer } from "../lane/lane-start.ts";
import type { ReadStart } from "./read-start.ts";

/** What a start carries for each lane, as it is recorded. */
export type LaneOptions = Readonly<Record<string, Json>>;

/** What the lanes made of a start. `output` is there when one of them answered it. */
export interface LanesAnswer {
  readonly drafts: readonly EntryDraft[];
  readonly output: JsonCopy | undefined;
}

/** @throws what a lane throws for options that it refuses, LANE_INVALID when that is no ScoriaError */
export function readLaneOptions(lanes: AttachedLanes, given: Readonly<Record<string, unknown>>): LaneOptions {
  const options: Record<string, Json> = {};
  for (const [lane, start] of lanes.starts) {
    if (given[lane] === undefined) continue;
    const read = ofLane(lane, () => start.read(given[lane]));
    options[lane] = laneJson(lane, "start options", read).value;
  }
  return Object.freeze(options);
}

/** Has each lane look at the start that carries options of it, in their order. The first output counts. */
export async function askLanes(core: Core, who: Identity, start: ReadStart): Promise<LanesAnswer> {
  const drafts: EntryDraft[] = [];
  let output: JsonCopy | undefined;
  for (const [lane, { before }] of core.lanes.starts) {
    const options = start.lanes[lane];
    if (options === undefined || before === undefined) continue;
    const { kind, rootRole, input, metadata, runtime } = start;
    const shown: LaneStart = { identity: who, kind, rootRole, input, metadata, runtime, options };
    const answer = await asksLane(lane, async () => before(shown));
    drafts.push(...(answer?.entries ?? []).map((entry) => laneDraft(lane, entry)));
    if (answer?.output !== undefined) output ??= laneJson(lane, "output", answer.output.value);
  }
  return { drafts, output };
}

function laneJson(lane: string, what: string, value: unknown): JsonCopy {
  const rules = { name: `The ${what} of the lane "${lane}"`, maxBytes: limits.stepResultBytes } as const;
  const copy = copyJson(value, { ...rules, code: "INVALID_INPUT", lenient: false });
  if (copy === undefined) throw laneFailed(lane, `gave no ${what}`);
  return copy;
}

function ofLane<T>(lane: string, ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    throw isScoriaError(error) ? error : laneFailed(lane, "threw what is no ScoriaError");
  }
}

async function asksLane(lane: string, ask: () => Promise<StartAnswer | undefined>): Promise<StartAnswer | undefined> {
  try {
    return await ask();
  } catch (error) {
    throw isScoriaError(error) ? error : laneFailed(lane, "threw what is no ScoriaError");
  }
}
