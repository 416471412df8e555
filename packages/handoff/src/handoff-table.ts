import { ScoriaError } from "@scoria/core";
import { termsOf, type DeclaredTerms, type Handoff } from "./define-handoff.ts";
import type { HandoffLimits } from "./limits.ts";

/** The handoffs that a lane was given, and its limits. */
export class HandoffTable {
  readonly limits: Required<HandoffLimits>;
  readonly #listed = new Set<Handoff>();
  readonly #terms = new Map<string, DeclaredTerms>();

  /** @throws INVALID_INPUT for what `defineHandoff` did not make, or a second one between the same roles of the same kind */
  constructor(handoffs: unknown, limits: Required<HandoffLimits>) {
    this.limits = limits;
    if (!Array.isArray(handoffs)) throw invalid("must be an array of what defineHandoff made");
    for (const handoff of handoffs as readonly Handoff[]) {
      const terms = termsOf(handoff);
      if (terms === undefined) throw invalid("must be an array of what defineHandoff made");
      const { from, to, kind } = handoff;
      const key = keyOf(from, to, kind);
      if (this.#terms.has(key)) throw invalid(`lists two handoffs of "${kind}" from "${from}" to "${to}"`);
      this.#listed.add(handoff);
      this.#terms.set(key, terms);
    }
  }

  /** What was declared for handoffs from this role to that one of this kind; undefined: nothing. */
  termsFor(from: string, to: string, kind: string): DeclaredTerms | undefined {
    return this.#terms.get(keyOf(from, to, kind));
  }

  /** @throws HANDOFF_UNDECLARED */
  requireListed(handoff: Handoff): void {
    if (this.#listed.has(handoff)) return;
    const { from, to, kind } = handoff;
    throw new ScoriaError(
      "HANDOFF_UNDECLARED",
      `The handoff of "${kind}" from "${from}" to "${to}" is not listed. Add it to handoffLane({ handoffs: […] }).`,
      { from, to, kind },
    );
  }
}

function keyOf(...names: readonly [from: string, to: string, kind: string]): string {
  return JSON.stringify(names);
}

function invalid(what: string): ScoriaError<"INVALID_INPUT"> {
  return new ScoriaError("INVALID_INPUT", `handoffs ${what}.`, { path: "handoffs" });
}
