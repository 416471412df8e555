import { limits } from "../decode/limits.ts";
import { readString } from "../decode/option-values.ts";
import type { Execution } from "./execution.ts";
import type { Frame } from "./frame.ts";
import { rejected } from "./rejected.ts";

/**
 * Waits for a signal. The n-th wait for a name gets the n-th signal of that name, also one that came before anybody
 * waited. Waiting writes nothing of its own: the signal's entry is its place among the other results.
 */
export function waitForSignal(execution: Execution, frame: Frame, givenName: unknown): Promise<unknown> {
  let name: string;
  try {
    name = readString(givenName, "The signal's name", { maxCharacters: limits.nameCharacters });
  } catch (error) {
    return rejected(error);
  }
  return execution.call<unknown>(frame, "signal", { prefix: "signal:", name, key: null }, (asked, open) => {
    open.wait = { kind: "signal", name };
    execution.awaitSignal(name, asked.callId);
  });
}
