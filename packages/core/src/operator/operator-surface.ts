import type { Approval } from "../approvals/approval.ts";
import type { Json } from "../decode/json.ts";
import { invalidInput } from "../errors/core-errors.ts";
import type { InputSchema } from "../handlers/handler.ts";
import type { OperatorScope, Who } from "../identity/operator-scope.ts";
import type { Entry, EntryWithPayload } from "../journal/entry.ts";
import type { OperatorOfLane } from "../lane/operator-of-lanes.ts";
import type { RedactedJson } from "../redaction/redact-json.ts";
import type { RunSummary } from "../runs/run.ts";
import type { EvidenceExport } from "../scoria.ts";
import type { Logger } from "../seams/logger.ts";
import type { Overview } from "./overview.ts";

/** Where a facade keeps its surface. Registered, so that another copy of the package finds it. */
export const surfacePart: unique symbol = Symbol.for("scoria.operator.surface") as never;

/** A handler of this process. */
export interface ServedHandler {
  readonly kind: string;
  /** What its input must pass; `null` when it is taken as it is. */
  readonly input: InputSchema | null;
}

/** The runs beside one in its session, `null` where there is none. */
export interface SessionNeighbours {
  readonly previous: RunSummary | null;
  readonly next: RunSummary | null;
}

/** Which entries of a run to list. */
export interface EntriesQuery {
  /** The `seq` after which to begin. Default: 0, from the first entry. */
  readonly after?: number;
  /** How many at most, 1 to 500. Default: 200. */
  readonly limit?: number;
}

/** A stretch of a run's journal, in order. */
export interface EntryPage {
  /** Whose the run is. */
  readonly tenantId: string;
  readonly entries: readonly Entry[];
  /** Whether the run has ended and no entry comes after these. */
  readonly ended: boolean;
}

/** Which entries of a run to follow. */
export interface FollowEntriesOptions {
  /** The `seq` after which to begin. Default: 0, from the first entry. */
  readonly after?: number;
  /** Ends the following, not the run. */
  readonly signal?: AbortSignal;
  /** How long to leave between two looks at the least, in milliseconds, up to 60,000. Default: none. */
  readonly pauseMs?: number;
}

/** Decides what a line of an export shows of an entry, whose payload is redacted already. */
export type ShowEntry = (entry: EntryWithPayload) => {
  readonly payload: Json;
  /** Whether the payload is another than the entry's. */
  readonly redacted: boolean;
};

/**
 * What a facade has for those who build something for operators, such as a dashboard, beyond its verbs. It asks nobody whether
 * they may: whoever serves it does.
 */
export interface OperatorSurface {
  /** What the lanes show, in the order of the lanes. Ask for the permission of a read or an action before you call it. */
  readonly lanes: readonly OperatorOfLane[];
  /** The handlers of this process, the host's and the lanes', in the order of their kinds. */
  readonly handlers: readonly ServedHandler[];
  /** Whether the actor of a run may decide what it asks for: `approvals.allowOwnRequests`. */
  readonly allowOwnRequests: boolean;
  /** The facade's own, which redacts. */
  readonly logger: Logger;

  /** Plain data without its secrets, as the facade's exports show it. Never throws. */
  redact(value: Json): RedactedJson;

  /** Text without its secrets, as the facade logs it: of a text over 64 Ki characters the end is left out. Never throws. */
  redactText(text: string): string;

  /**
   * Counts and picks what an operator should see first, of the tenants of the scope and no others.
   *
   * Of the runs of the last 24 hours it looks at the newest 100,000, and of those that are queued, waiting or pending now at as
   * many each.
   *
   * @throws INVALID_IDENTITY - not made by `operator`
   *
   * @example
   * ```ts
   * import { operatorSurface } from "@scoria/core/operator";
   *
   * const onCall = scoria.operator({ actorId: "on-call", tenants: ["acme"] });
   * const { approvals, attention } = await operatorSurface(scoria).overview(onCall);
   * console.log(approvals.pending, attention.map(({ reason, run }) => `${reason}: ${run.runId}`));
   * ```
   */
  overview(operator: OperatorScope): Promise<Overview>;

  /**
   * Reads the runs just before and just after a run in its session: both `null` for a run without one.
   *
   * @throws RUN_NOT_FOUND - there is none, or it belongs to another tenant
   * @throws INVALID_INPUT - `runId` is no lower-case UUIDv7
   */
  sessionNeighbours(who: Who, runId: string): Promise<SessionNeighbours>;

  /**
   * Reads what a reviewer compares an approval with: the newest one of the same tenant and tool that was approved, of those
   * that were asked for before it.
   *
   * @throws APPROVAL_NOT_FOUND - there is none, or it belongs to another tenant
   * @throws INVALID_INPUT - `approvalId` is no lower-case UUIDv7
   */
  lastApproved(who: Who, approvalId: string): Promise<Approval | null>;

  /**
   * Reads a run's journal a stretch at a time, where `watchRun` would wait for more.
   *
   * @throws RUN_NOT_FOUND - there is none, or it belongs to another tenant
   * @throws INVALID_INPUT - `runId` is no lower-case UUIDv7, `after` is no entry number, or `limit` is out of range
   * @throws UNKNOWN_OPTION
   */
  listEntries(who: Who, runId: string, query?: EntriesQuery): Promise<EntryPage>;

  /**
   * As the facade's `watchRun`, as many entries at once as there are: for one who shows a run to many, and need not tell them of
   * each entry the moment it is written.
   *
   * @throws RUN_NOT_FOUND, INVALID_INPUT, CLOSED - as `watchRun`
   */
  followEntries(who: Who, runId: string, options?: FollowEntriesOptions): AsyncIterable<readonly Entry[]>;

  /**
   * As the facade's `exportEvidence`, where `show` decides what each line shows of its payload, after the facade's own
   * redaction. A line that shows another payload says so and keeps the hash of what is stored, so the export still verifies.
   * `show` is not asked about entries whose payload retention removed.
   *
   * @throws RUN_NOT_FOUND - there is none, or it belongs to another tenant
   * @throws INVALID_INPUT - `runId` is no lower-case UUIDv7, or `show` answered what is not plain JSON
   *
   * @example
   * ```ts
   * import { verifyExport } from "@scoria/core";
   * import { operatorSurface } from "@scoria/core/operator";
   *
   * const { jsonl, head } = await operatorSurface(scoria).exportEvidence(identity, runId, ({ type, payload }) =>
   *   type === "step.completed" ? { payload: null, redacted: true } : { payload, redacted: false },
   * );
   * console.log(verifyExport(jsonl, { head }).ok);
   * ```
   */
  exportEvidence(who: Who, runId: string, show: ShowEntry): Promise<EvidenceExport>;
}

/**
 * What a facade has for those who build something for operators.
 *
 * It works across copies of the package: the surface is of the copy that made the facade.
 *
 * @throws INVALID_INPUT - `scoria` is no facade of Scoria, or one of a version that has no such surface
 *
 * @example
 * ```ts
 * import { operatorSurface } from "@scoria/core/operator";
 *
 * const { handlers, lanes } = operatorSurface(scoria);
 * console.log(handlers.map(({ kind }) => kind), lanes.map(({ lane }) => lane));
 * ```
 */
export function operatorSurface(scoria: object): OperatorSurface {
  const surface = (scoria as { readonly [surfacePart]?: OperatorSurface } | null | undefined)?.[surfacePart];
  if (surface === undefined) {
    throw invalidInput(
      "The argument of operatorSurface",
      "must be a facade, as createScoria makes it, of a version that has this surface",
    );
  }
  return surface;
}
