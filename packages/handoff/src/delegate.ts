import { ScoriaError, type Json, type JsonObject } from "@scoria/core";
import { readOptions, readString, type InnerHandler, type LaneCall, type LaneHost } from "@scoria/core/lane";
import { bySchemaNow } from "./by-schema.ts";
import type { HandoffTable } from "./handoff-table.ts";
import {
  readDelegatedRole,
  readDelegation,
  readHandedOnNow,
  readTerms,
  type Delegation,
  type HandedOn,
} from "./read-contract.ts";
import { receivedOf, type Received } from "./received.ts";

const requestKeys = ["delegatedKind", "handoffInput", "projectedContext", "allow", "budget", "key"] as const;

/** What one handler delegates, in one execution. */
export class Delegating {
  readonly #host: Pick<LaneHost, "newId">;
  readonly #table: HandoffTable;
  readonly #call: LaneCall;
  readonly #received: Received | undefined;
  #made = 0;

  constructor(host: Pick<LaneHost, "newId">, table: HandoffTable, call: LaneCall) {
    this.#host = host;
    this.#table = table;
    this.#call = call;
    this.#received = receivedOf(call.context);
  }

  /** What is wrong with the request rejects, as what is wrong with the answer does. */
  async delegate(to: unknown, request: unknown): Promise<unknown> {
    // Up to the call nothing is awaited: which call of its handler it is must not depend on timing.
    const given = readOptions(request, requestKeys, "delegate");
    const delegatedRole = readDelegatedRole(to);
    const key = given.key === undefined ? undefined : readString(given.key, "key", { maxCharacters: 200 });
    this.#made += 1;
    const isTooMany = this.#made > this.#table.limits.maxBreadth;
    const answer = await this.#call.runHandler(
      key === undefined ? delegatedRole : [delegatedRole, key],
      // Asked while nothing is recorded: a handoff that was let pass is not judged anew by rules that have changed since.
      ({ stepKey }) => {
        const delegation = readDelegation(this.#table, this.#call.role, to, given);
        if (isTooMany) throw this.#tooWide();
        const roles = this.#rolesDownTo(delegatedRole);
        const handedOn = readHandedOnNow(delegation, given);
        const place = { parentStepKey: this.#call.stepKey, childStepKey: stepKey };
        return innerHandler(delegation, handedOn, { handoffId: this.#host.newId(), roles, ...place });
      },
    );
    return checkResult(readTerms(this.#table, this.#call.role, to, given), answer);
  }

  /** Once all have ended: the first in order that failed is what it rejects with. */
  async delegateAll(to: unknown, requests: unknown): Promise<readonly unknown[]> {
    if (!Array.isArray(requests)) {
      throw new ScoriaError("INVALID_INPUT", "delegateAll takes the delegated role and an array of requests.", {
        path: "requests",
      });
    }
    const ends = await Promise.allSettled(requests.map((request: unknown) => this.delegate(to, request)));
    return ends.map((end) => {
      if (end.status === "rejected") throw end.reason;
      return end.value;
    });
  }

  #tooWide(): ScoriaError<"HANDOFF_TOO_WIDE"> {
    const { maxBreadth } = this.#table.limits;
    return new ScoriaError(
      "HANDOFF_TOO_WIDE",
      `The handler "${this.#call.stepKey}" has made ${maxBreadth} handoffs, which is as many as one handler makes. ` +
        "Give each more of the work, or start child runs.",
      { stepKey: this.#call.stepKey, maxBreadth },
    );
  }

  #rolesDownTo(delegatedRole: string): readonly string[] {
    const roles = this.#received?.roles ?? [this.#call.role];
    const { maxDepth } = this.#table.limits;
    if (roles.includes(delegatedRole)) throw circular(roles, delegatedRole);
    if (roles.length > maxDepth) {
      throw new ScoriaError(
        "HANDOFF_TOO_DEEP",
        `${maxDepth} roles stand under one another, which is as many as may: "${delegatedRole}" would be one more. ` +
          "Answer the role that asked, and let it delegate.",
        { maxDepth, roles: [...roles, delegatedRole] },
      );
    }
    return [...roles, delegatedRole];
  }
}

export function circular(roles: readonly string[], delegatedRole: string): ScoriaError<"HANDOFF_CIRCULAR"> {
  return new ScoriaError(
    "HANDOFF_CIRCULAR",
    `The role "${delegatedRole}" has given this work away itself, so it does not get it back by a handoff. Answer instead.`,
    { roles: [...roles, delegatedRole] },
  );
}

/** Where a handoff stands in its run. */
export interface HandoffPlace {
  readonly handoffId: string;
  readonly parentStepKey: string;
  readonly childStepKey: string;
  readonly roles: readonly string[];
}

/** The delegated handler, and the entry that tells of the handoff: what is handed on is recorded with the handler alone. */
export function innerHandler(delegation: Delegation, handedOn: HandedOn, place: HandoffPlace): InnerHandler {
  const { parentRole, delegatedRole, delegatedKind, allow, budget } = delegation;
  const { handoffId, parentStepKey, childStepKey, roles } = place;
  const context: Received = { handoffId, projectedContext: handedOn.projectedContext, roles };
  const payload: JsonObject = {
    handoffId,
    delegatedRole,
    delegatedKind,
    parentStepKey,
    parentRole,
    childStepKey,
    depth: roles.length - 1,
    ...(allow.paths.length === 0 ? {} : { allowed: allow.paths }),
  };
  return {
    kind: delegatedKind,
    role: delegatedRole,
    input: handedOn.handoffInput,
    context: context as unknown as Json,
    bareIdentity: true,
    ...(budget === undefined ? {} : { budget }),
    entries: [{ type: "handoff.delegated", payload, role: parentRole }],
  };
}

/** @throws INVALID_HANDOFF_RESULT */
export function checkResult(terms: Delegation["terms"], answer: Json): unknown {
  if (terms?.result === undefined) return answer;
  return bySchemaNow(terms.result, answer, { name: "The result", code: "INVALID_HANDOFF_RESULT" });
}
