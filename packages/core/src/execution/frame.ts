import type { Json } from "../decode/json.ts";
import type { CallBook, NumberedCall } from "./call-book.ts";
import type { BudgetLeft } from "./inner-budget.ts";
import type { InnerContext } from "./inner-handler.ts";
import type { RecordedCall } from "./recorded-call.ts";

/** One handler at work: its place in the run's tree, what it was given, and the calls it has made. */
export interface Frame {
  readonly stepKey: string;
  /** The step kind that it serves. */
  readonly kind: string;
  readonly role: string;
  readonly input: Json | undefined;
  /** What it was sent back with, oldest first. */
  readonly feedback: readonly Json[];
  /** What the lane that runs it inside the run gave its own powers. */
  readonly context: InnerContext | undefined;
  /** What it and what stands inside it may still use up; undefined: what the run may. */
  readonly budget: BudgetLeft | undefined;
  /** It is shown who started the run, but nothing that was said about them. */
  readonly bareIdentity: boolean;
  readonly book: CallBook;
}

/** A call that a handler makes of ctx, and what is recorded of it. */
export interface AskedCall extends NumberedCall {
  readonly frame: Frame;
  readonly recorded: RecordedCall | undefined;
}
