import {
  ScoriaError,
  type InOf,
  type InputSchema,
  type InputTypes,
  type Json,
  type OutOf,
  type Recorded,
} from "@scoria/core";
import { readInnerBudget, readOptions, readString, type InnerBudget } from "@scoria/core/lane";
import { readAllow, type Allow } from "./allow.ts";
import { readSchema } from "./by-schema.ts";
import { readMaxBytes } from "./limits.ts";

/** Of an answer without a schema. */
export interface AnyJson {
  readonly input: unknown;
  readonly output: Json;
}

/** What `defineHandoff` is given. Schemas are any Standard Schema, such as one of zod or valibot. */
export interface HandoffDefinition<Context extends InputTypes = InputTypes, Result extends InputTypes = AnyJson> {
  /** The role that delegates. */
  readonly from: string;
  /** The role that it delegates to. */
  readonly to: string;
  /** The step kind whose handler the delegated role acts with. */
  readonly kind: string;
  /** What may be projected: everything else is refused before anything is written. It must answer at once. */
  readonly context: InputSchema<Context>;
  /** What the delegated role answers. Default: any JSON. */
  readonly result?: InputSchema<Result>;
  /** Paths that the law on projected context refuses and that are honest here, as its error names them. Default: none. */
  readonly allow?: readonly string[];
  /** Of `handoffInput`, and of `projectedContext`. Default: the lane's. */
  readonly maxBytes?: number;
  /** What it may use up. Default: what the run may. */
  readonly budget?: InnerBudget;
}

/** A handoff that was declared once and is used by name, typed on both sides. */
export interface Handoff<Given = unknown, Context = unknown, Answer = unknown, Result = unknown> {
  readonly from: string;
  readonly to: string;
  readonly kind: string;
  /**
   * In the delegated handler: the projected context, with the type of its schema.
   *
   * @throws INVALID_PROJECTED_CONTEXT - this handoff did not call the handler
   */
  contextOf(ctx: ReceivingContext): Context;
  /** In the delegated handler: gives the answer back as it is; what does not fit the result schema does not compile. */
  answer(answer: Answer): Answer;
  /** For the compiler only. Never set. */
  readonly "~types"?: { readonly given: Given; readonly result: Result };
}

/** The parts of a handler's `ctx` that tell by which handoff it was called. */
export interface ReceivingContext {
  readonly kind: string;
  readonly role: string;
  readonly handoff: { readonly parentRole: string | undefined; readonly projectedContext: unknown };
}

/** What the lane keeps of a declared handoff. */
export interface DeclaredTerms {
  readonly context: InputSchema;
  readonly result: InputSchema | undefined;
  readonly allow: Allow;
  readonly maxBytes: number | undefined;
  readonly budget: InnerBudget | undefined;
}

// What `defineHandoff` made is known by standing here: nothing else can pass for it.
const declared = new WeakMap<object, DeclaredTerms>();

/** The terms of what `defineHandoff` made; undefined for anything else. */
export function termsOf(value: unknown): DeclaredTerms | undefined {
  return typeof value === "object" && value !== null ? declared.get(value) : undefined;
}

const keys = ["from", "to", "kind", "context", "result", "allow", "maxBytes", "budget"] as const;

/**
 * Declares who may delegate what to whom: roles, the kind of handler, what may be projected and what comes back. List it in
 * `handoffLane({ handoffs })`; then it also holds for handoffs from that role to that role of that kind that are made without
 * naming it.
 *
 * @throws INVALID_INPUT, UNKNOWN_OPTION
 *
 * @example
 * ```ts
 * import { createScoria } from "@scoria/core";
 * import { defineHandoff, handoffLane } from "@scoria/handoff";
 * import { z } from "zod";
 *
 * const review = defineHandoff({
 *   from: "planner",
 *   to: "critic",
 *   kind: "review",
 *   context: z.object({ draftAnswer: z.string() }),
 *   result: z.object({ verdict: z.enum(["send", "rework"]) }),
 * });
 *
 * await using scoria = await createScoria({
 *   database: "memory:",
 *   lanes: { handoff: handoffLane({ handoffs: [review] }) },
 *   handlers: {
 *     async answer(ctx) {
 *       const { verdict } = await ctx.handoff.delegate(review, {
 *         handoffInput: { brief: "policy and accuracy" },
 *         projectedContext: { draftAnswer: "You get a refund within 14 days." },
 *       });
 *       return { verdict };
 *     },
 *     review(ctx) {
 *       const { draftAnswer } = review.contextOf(ctx);
 *       return review.answer({ verdict: draftAnswer.includes("14 days") ? "send" : "rework" });
 *     },
 *   },
 * });
 * ```
 */
export function defineHandoff<Context extends InputTypes, Result extends InputTypes = AnyJson>(
  definition: HandoffDefinition<Context, Result>,
): Handoff<InOf<Context>, Recorded<OutOf<Context>>, InOf<Result>, OutOf<Result>> {
  const given = readOptions(definition, keys, "defineHandoff");
  const name = (key: "from" | "to" | "kind"): string => readString(given[key], key, { maxCharacters: 200 }).trim();
  const handoff: Handoff = Object.freeze<Handoff>({
    from: name("from"),
    to: name("to"),
    kind: name("kind"),
    contextOf: (ctx) => contextOf(handoff, ctx),
    answer: (answer) => answer,
  });
  declared.set(handoff, {
    context: readSchema(given.context, "context"),
    result: given.result === undefined ? undefined : readSchema(given.result, "result"),
    allow: readAllow(given.allow),
    maxBytes: given.maxBytes === undefined ? undefined : readMaxBytes(given.maxBytes, "maxBytes"),
    budget: given.budget === undefined ? undefined : readInnerBudget(given.budget, "budget"),
  });
  return handoff as Handoff<InOf<Context>, Recorded<OutOf<Context>>, InOf<Result>, OutOf<Result>>;
}

function contextOf({ from, to, kind }: Handoff, ctx: ReceivingContext): unknown {
  const { parentRole, projectedContext } = ctx.handoff;
  if (ctx.kind === kind && ctx.role === to && parentRole === from && projectedContext !== undefined) {
    return projectedContext;
  }
  throw new ScoriaError(
    "INVALID_PROJECTED_CONTEXT",
    `This handler was not called by the handoff of "${kind}" from "${from}" to "${to}", so it has no context of that form. ` +
      "Read ctx.handoff.projectedContext where a handler serves several callers.",
    { option: "projectedContext" },
  );
}
