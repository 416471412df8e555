import { canonicalJson } from "../decode/canonical-json.ts";
import type { Json } from "../decode/json.ts";
import { limits } from "../decode/limits.ts";
import { snapshot } from "../decode/snapshot.ts";
import { invalidInput } from "../errors/core-errors.ts";
import type { EntryDraft, LaneEntryType } from "../journal/entry.ts";

/** An entry that a lane writes into the journal of a run. */
export interface LaneEntry {
  /** The lane's name, a dot, and what happened: "semantic.hit". */
  readonly type: LaneEntryType;
  /** Plain JSON, up to 1 MiB. */
  readonly payload: Json;
  /** In which role it happened. Default: none. */
  readonly role?: string;
}

/**
 * Decodes an entry of the lane `lane`: what was checked is what is stored.
 *
 * @throws INVALID_INPUT for a type that is not the lane's own, or a payload that is not plain JSON; PAYLOAD_TOO_LARGE
 */
export function laneDraft(lane: string, entry: LaneEntry, place: Partial<EntryDraft> = {}): EntryDraft {
  const payload = snapshot(entry.payload, { name: "payload", maxBytes: limits.stepResultBytes });
  return {
    type: laneEntryType(lane, entry.type),
    call: 0,
    stepKey: null,
    role: entry.role ?? null,
    ...place,
    payload: canonicalJson(payload.value),
  };
}

/** @throws INVALID_INPUT */
export function laneEntryType(lane: string, type: unknown): LaneEntryType {
  if (typeof type === "string" && type.startsWith(`${lane}.`) && /^[a-z][a-z0-9-]*(\.[a-z][a-z0-9_-]*)+$/.test(type)) {
    return type as LaneEntryType;
  }
  throw invalidInput("type", `must be "${lane}.", then lower-case words, such as "${lane}.checked"`);
}
