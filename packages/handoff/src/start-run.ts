import { createHash } from "node:crypto";
import type { Identity, Json, JsonObject, RunSummary } from "@scoria/core";
import { readOptions, snapshot, type LaneCall, type LaneHost, type ReadOptions } from "@scoria/core/lane";
import { termsOf, type Handoff } from "./define-handoff.ts";
import { checkResult, circular, innerHandler } from "./delegate.ts";
import type { HandoffTable } from "./handoff-table.ts";
import { readDelegation, readHandedOn, readName, requireSafe, type GivenHandoff } from "./read-contract.ts";

/** The kind of the run, and so the name of its root step. */
export const rootKind = "handoff";

/** What a run that began as a handoff was started for, as it is recorded under the lane's name. */
interface StartedFor extends JsonObject {
  readonly delegatedRole: string;
  readonly delegatedKind: string;
  /**
   * SHA-256 of the projected context and of the terms that this call gave, lower-case hex: the same key with others is another
   * request.
   */
  readonly handedOnHash: string;
}

/** What a start by handoff may have of the options of `startRun`, as it is passed on to it. */
type PlainStart = Omit<Parameters<LaneHost["startRun"]>[1], "initialStep" | "input" | "entries" | "options" | "first">;

/**
 * Starts a run whose root hands its work on at once: the run, its root step, the handoff and the queued step of the delegated
 * role in one commit. All that is wrong with the contract is said before anything is written.
 */
export async function startHandoffRun(
  host: LaneHost,
  table: HandoffTable,
  who: Identity,
  to: unknown,
  start: unknown,
): Promise<RunSummary> {
  const { delegatedKind, handoffInput, projectedContext, allow, budget, rootRole, ...plain } = readStart(start);
  const given: GivenHandoff = { delegatedKind, handoffInput, projectedContext, allow, budget };
  const named = termsOf(to) === undefined ? undefined : (to as Handoff);
  const role = named !== undefined && rootRole === undefined ? named.from : readRole(to, rootRole);
  const delegation = readDelegation(table, role, to, given);
  const { delegatedRole } = delegation;
  if (delegatedRole === role) throw circular([role], delegatedRole);
  const handedOn = await readHandedOn(delegation, given);
  const metadata = plain.metadata === undefined ? undefined : safeMetadata(plain.metadata, delegation.allow);
  const options: StartedFor = {
    delegatedRole,
    delegatedKind: delegation.delegatedKind,
    handedOnHash: createHash("sha256")
      .update(JSON.stringify([handedOn.contextText, delegation.allow.paths, delegation.budget ?? null]))
      .digest("hex"),
  };
  return host.startRun(who, {
    ...(plain as PlainStart),
    ...(metadata === undefined ? {} : { metadata }),
    rootRole: role,
    initialStep: { kind: rootKind },
    input: handedOn.handoffInput,
    options,
    first: {
      name: delegatedRole,
      inner: ({ stepKey }) =>
        innerHandler(delegation, handedOn, {
          handoffId: host.newId(),
          parentStepKey: rootKind,
          childStepKey: stepKey,
          roles: [role, delegatedRole],
        }),
    },
  });
}

/** The handler of such a run's root: it waits for the delegated role, whose answer is the run's output. */
export async function runRoot(table: HandoffTable, call: LaneCall): Promise<unknown> {
  const { delegatedRole, delegatedKind } = call.options as StartedFor;
  const answer = await call.runHandler(delegatedRole, () => {
    throw new Error("A run by handoff has the delegated step from its first commit on.");
  });
  return checkResult(table.termsFor(call.role, delegatedRole, delegatedKind), answer);
}

const ownKeys = ["rootRole", "delegatedKind", "handoffInput", "projectedContext", "allow", "budget"] as const;
const plainKeys = [
  "idempotencyKey",
  "metadata",
  "rails",
  "runtime",
  "queue",
  "priority",
  "workload",
  "concurrencyKey",
  "runAt",
  "deadline",
] as const satisfies readonly (keyof PlainStart)[];

function readStart(start: unknown): ReadOptions<(typeof ownKeys | typeof plainKeys)[number]> {
  return readOptions(start, [...ownKeys, ...plainKeys], "handoff.startRun");
}

/** A delegated role that is missing is told first: it is the first argument. */
function readRole(to: unknown, rootRole: unknown): string {
  if (termsOf(to) === undefined) readName(to, "INVALID_DELEGATED_ROLE", "The delegated role");
  return readName(rootRole, "INVALID_ROOT_ROLE", "rootRole");
}

function safeMetadata(given: unknown, allow: Parameters<typeof requireSafe>[1]): JsonObject {
  const { value } = snapshot(given, { name: "metadata", maxBytes: 16_384 });
  requireSafe({ metadata: value satisfies Json }, allow);
  // That it is an object is for core to say.
  return value as JsonObject;
}
