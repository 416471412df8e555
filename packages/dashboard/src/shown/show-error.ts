import type { Json, StoredError } from "@scoria/core";
import type { ErrorView } from "../wire/values.ts";
import type { FieldName } from "./shown-field.ts";
import { isObject, type Place, type ShownTogether } from "./shown-values.ts";

/** What an error is asked about as: that of a step which nobody caught is the run's too. */
export const runError: readonly FieldName[] = ["error", "step.error"];
export const stepError: readonly FieldName[] = ["step.error"];

/** What an operator sees of a recorded error, as the journal has it. */
export function showErrorJson(fields: readonly FieldName[], error: Json, together: ShownTogether, place?: Place): Json {
  const asked: readonly FieldName[] = tellsReason(error) ? [...fields, "cancel.reason"] : fields;
  return asked.reduce((shown, field) => together.value(field, shown, place), error);
}

/** The same as a run or a step has it. Name and code have no secrets in them by their form. */
export function showError(
  fields: readonly FieldName[],
  { name, message, code, details }: StoredError,
  together: ShownTogether,
): ErrorView {
  const given = { name, message, ...(details === undefined ? {} : { details }) };
  const shown = showErrorJson(fields, given, together);
  const parts = isObject(shown) ? shown : { message: shown };
  const { message: said = "[redacted]" } = parts;
  return {
    name,
    message: typeof said === "string" ? said : JSON.stringify(said),
    ...(code === undefined ? {} : { code }),
    ...(parts.details === undefined ? {} : { details: parts.details }),
  };
}

/** The error of a cancelled run says in a sentence who cancelled it, and why. */
function tellsReason(error: Json): boolean {
  return isObject(error) && error.name === "RunCancelled";
}
