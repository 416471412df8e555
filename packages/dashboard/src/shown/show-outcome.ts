import type { Json } from "@scoria/core";
import { runError, showErrorJson } from "./show-error.ts";
import { isObject, type ShownTogether } from "./shown-values.ts";

/** What a parent was told of the end of a child: of the child it is the output, or the error, and is hidden where those are. */
export function showOutcome(outcome: Json, together: ShownTogether): Json {
  const shown = together.value("child.outcome", outcome);
  if (!isObject(shown)) return shown;
  const { runId } = shown;
  const place = typeof runId === "string" ? { runId } : {};
  const { output, error } = shown;
  return {
    ...shown,
    ...(output === undefined ? {} : { output: together.value("output", output, place) }),
    ...(error === undefined ? {} : { error: showErrorJson(runError, error, together, place) }),
  };
}
