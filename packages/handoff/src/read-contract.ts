import { isScoriaError, ScoriaError, type Json, type JsonObject } from "@scoria/core";
import { readInnerBudget, readString, snapshot, type InnerBudget, type Snapshot } from "@scoria/core/lane";
import { readAllow, type Allow, type Looked } from "./allow.ts";
import { bySchema, bySchemaNow, type BySchema } from "./by-schema.ts";
import { termsOf, type DeclaredTerms, type Handoff } from "./define-handoff.ts";
import type { HandoffErrorCode } from "./handoff-error-codes.ts";
import { findUnsafe } from "./law/find-unsafe.ts";
import type { HandoffTable } from "./handoff-table.ts";

/** Who delegates what to whom: decoded, and without what is handed on. */
export interface Delegation {
  readonly parentRole: string;
  readonly delegatedRole: string;
  readonly delegatedKind: string;
  readonly terms: DeclaredTerms | undefined;
  readonly allow: Allow;
  readonly budget: InnerBudget | undefined;
  readonly maxBytes: number;
}

/** What is handed on: frozen plain JSON, which the law has let pass. */
export interface HandedOn {
  readonly handoffInput: JsonObject;
  readonly projectedContext: JsonObject;
  /** The canonical text of the projected context. */
  readonly contextText: string;
}

/** What a caller passes beside the delegated role; each part was read once. */
export interface GivenHandoff {
  readonly delegatedKind?: unknown;
  readonly handoffInput?: unknown;
  readonly projectedContext?: unknown;
  readonly allow?: unknown;
  readonly budget?: unknown;
}

/** @throws INVALID_DELEGATED_ROLE */
export function readDelegatedRole(to: unknown): string {
  return termsOf(to) === undefined ? readName(to, "INVALID_DELEGATED_ROLE", "The delegated role") : (to as Handoff).to;
}

/** What was declared for a handoff that has been let pass. */
export function readTerms(
  table: HandoffTable,
  parentRole: string,
  to: unknown,
  given: GivenHandoff,
): DeclaredTerms | undefined {
  const named = termsOf(to);
  if (named !== undefined) return named;
  return table.termsFor(parentRole, readDelegatedRole(to), String(given.delegatedKind).trim());
}

/**
 * Reads who delegates to whom. `to`: a role, or a handoff of `defineHandoff`.
 *
 * @throws INVALID_DELEGATED_ROLE, INVALID_DELEGATED_KIND, HANDOFF_UNDECLARED, INVALID_INPUT, UNKNOWN_OPTION
 */
export function readDelegation(table: HandoffTable, parentRole: string, to: unknown, given: GivenHandoff): Delegation {
  const named = termsOf(to) === undefined ? undefined : (to as Handoff);
  if (named !== undefined) table.requireListed(named);
  if (named !== undefined && named.from !== parentRole) {
    throw new ScoriaError(
      "INVALID_ROOT_ROLE",
      `The handoff of "${named.kind}" to "${named.to}" is for the role "${named.from}", and "${parentRole}" makes it. ` +
        "Let that role make it, or declare another handoff.",
      { option: "rootRole" },
    );
  }
  const delegatedRole = readDelegatedRole(to);
  const delegatedKind = named?.kind ?? readName(given.delegatedKind, "INVALID_DELEGATED_KIND", "delegatedKind");
  const terms = table.termsFor(parentRole, delegatedRole, delegatedKind);
  return {
    parentRole,
    delegatedRole,
    delegatedKind,
    terms,
    allow: terms === undefined ? readAllow(given.allow) : readAllow(given.allow, terms.allow),
    budget: given.budget === undefined ? terms?.budget : readInnerBudget(given.budget, "budget"),
    maxBytes: terms?.maxBytes ?? table.limits.maxBytes,
  };
}

/** @throws INVALID_HANDOFF_INPUT, INVALID_PROJECTED_CONTEXT, UNSAFE_PROJECTED_CONTEXT, PAYLOAD_TOO_LARGE */
export async function readHandedOn(delegation: Delegation, given: GivenHandoff): Promise<HandedOn> {
  const input = readObject("handoffInput", given, delegation);
  const context = readObject("projectedContext", given, delegation);
  requireSafe({ handoffInput: input.value, projectedContext: context.value }, delegation.allow);
  if (delegation.terms === undefined) return handedOn(input, context);
  const made = await bySchema(delegation.terms.context, context.value, ofContext);
  return handedOn(input, readMade(made, delegation));
}

/** The same at once, for a handler. */
export function readHandedOnNow(delegation: Delegation, given: GivenHandoff): HandedOn {
  const input = readObject("handoffInput", given, delegation);
  const context = readObject("projectedContext", given, delegation);
  requireSafe({ handoffInput: input.value, projectedContext: context.value }, delegation.allow);
  if (delegation.terms === undefined) return handedOn(input, context);
  return handedOn(input, readMade(bySchemaNow(delegation.terms.context, context.value, ofContext), delegation));
}

/** @throws UNSAFE_PROJECTED_CONTEXT - it names places and reasons, never what stands there */
export function requireSafe(looked: Readonly<Partial<Record<Looked, Json>>>, allow: Allow): void {
  const found = Object.entries(looked).flatMap(([name, value]) => findUnsafe(value, name, allow.of[name as Looked]));
  if (found.length === 0) return;
  const shown = found.slice(0, mostShown).map(({ path, reason }) => `${path} (${reason})`);
  const more = found.length > mostShown ? `, and ${found.length - mostShown} more` : "";
  throw new ScoriaError(
    "UNSAFE_PROJECTED_CONTEXT",
    `A handoff passes on a narrow slice, and not ${shown.join(", ")}${more}. Nothing was written. Leave it out, or hand on ` +
      "a summary; what is honest is lifted by its path: allow: [path].",
    { found: found.map(({ path, reason }) => ({ path, reason })) },
  );
}

/** @throws the code, for what is no name */
export function readName(value: unknown, code: HandoffErrorCode, what: string): string {
  try {
    return readString(value, what, { maxCharacters: 200 }).trim();
  } catch {
    throw new ScoriaError(code, `${what} must be a non-blank string of at most 200 characters. It has no default.`, {
      option: what,
    });
  }
}

const mostShown = 5;
const ofContext: BySchema = { name: "projectedContext", code: "INVALID_PROJECTED_CONTEXT" };
const codes = { handoffInput: "INVALID_HANDOFF_INPUT", projectedContext: "INVALID_PROJECTED_CONTEXT" } as const;

function readObject(name: keyof typeof codes, given: GivenHandoff, { maxBytes }: Delegation): Snapshot {
  return objectOf(name, given[name], maxBytes);
}

/** What the schema made is handed on, so the law looks at that as well. */
function readMade(made: unknown, { maxBytes, allow }: Delegation): Snapshot {
  // A schema may make dates and the like: what is handed on is their JSON.
  const context = objectOf("projectedContext", made, maxBytes);
  requireSafe({ projectedContext: context.value }, allow);
  return context;
}

function objectOf(name: keyof typeof codes, value: unknown, maxBytes: number): Snapshot {
  const wrong = (what: string, path = name as string): ScoriaError => new ScoriaError(codes[name], what, { path });
  if (value === undefined || value === null) {
    throw wrong(`${name} is missing. Pass an object of plain JSON; {} says that there is nothing. It has no default.`);
  }
  let copy: Snapshot;
  try {
    copy = snapshot(value, { name, maxBytes });
  } catch (error) {
    if (!isScoriaError(error, "INVALID_INPUT")) throw error;
    const { path } = error.details;
    throw wrong(error.message, typeof path === "string" ? path : name);
  }
  if (typeof copy.value !== "object" || copy.value === null || Array.isArray(copy.value)) {
    throw wrong(`${name} must be an object of plain JSON; {} says that there is nothing.`);
  }
  return copy;
}

function handedOn(input: Snapshot, context: Snapshot): HandedOn {
  return {
    handoffInput: input.value as JsonObject,
    projectedContext: context.value as JsonObject,
    contextText: context.text,
  };
}
