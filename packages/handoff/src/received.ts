import type { Json, JsonObject } from "@scoria/core";

/** What a delegated handler was called with beside its input, as it is recorded: `context` of core's inner handler. */
export interface Received {
  readonly handoffId: string;
  readonly projectedContext: JsonObject;
  /** From the root down, this handler's own role last. */
  readonly roles: readonly string[];
}

/** Undefined in a handler that no handoff called. */
export function receivedOf(context: Json | undefined): Received | undefined {
  return context === undefined ? undefined : (context as unknown as Received);
}
