import type { Json, JsonObject } from "../decode/json.ts";
import type { RunRuntime } from "../defaults/run-runtime.ts";
import type { Identity } from "../identity/identity.ts";
import type { LaneEntry } from "./lane-entry.ts";

/** A start that carries options of the lane, decoded. */
export interface LaneStart {
  readonly identity: Identity;
  /** Null: a run without a step. */
  readonly kind: string | null;
  readonly rootRole: string;
  /** What the handler would be given; undefined when there is none. */
  readonly input: Json | undefined;
  readonly metadata: JsonObject;
  /** What the run would be frozen with: provider, model, prompt policy. */
  readonly runtime: RunRuntime;
  /** What `read` made of the lane's options. */
  readonly options: Json;
}

/** What a lane makes of a start. */
export interface StartAnswer {
  /** Written behind `run.started`, in the same commit. */
  readonly entries?: readonly LaneEntry[];
  /** The run's output: it completes in the same commit, and its handler is never called. */
  readonly output?: { readonly value: Json };
}

/** How a lane takes its options on a start. */
export interface LaneStartOptions {
  /**
   * Checks what stands under the lane's name, and gives the plain JSON that is recorded in `run.started` and handed to the
   * lane wherever the run goes on. It throws a `ScoriaError` for what is wrong: then nothing is written.
   */
  readonly read: (given: unknown) => Json;
  /**
   * Looks at a start that carries the lane's options, before anything is written. It may read its own tables; what it wants
   * written it answers. A start that is repeated by its key asks again, and what is answered then counts for nothing.
   */
  readonly before?: (start: LaneStart) => Promise<StartAnswer | undefined> | StartAnswer | undefined;
}
