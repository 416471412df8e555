import { isScoriaError } from "../errors/scoria-error.ts";
import { decodeOptions, type ResolvedOptions } from "../resolve-options.ts";
import type { Environment } from "../settings/read-settings.ts";
import { allSettings } from "../settings/settings-table.ts";
import { describeUnknown, unknownVariables } from "../settings/unknown-variables.ts";
import { checkOf, failedCheck, type DoctorCheck } from "./doctor-check.ts";

const unreadable: DoctorCheck = {
  name: "options",
  status: "problem",
  code: "INVALID_INPUT",
  message: "The options could not be read: a getter or a proxy in them threw.",
};

/** Reads options and variables; `options` is undefined when they cannot be read. */
export function checkOptions(
  given: unknown,
  env: Environment,
): { readonly checks: readonly DoctorCheck[]; readonly options: ResolvedOptions | undefined } {
  const variables = checkVariables(env);
  try {
    const options = decodeOptions(given, env);
    const inForce = allSettings.map(({ variable }) => variable).filter((variable) => env[variable] !== undefined);
    const message =
      inForce.length === 0
        ? "The options can be read. No variable overrides them."
        : `The options can be read. Overridden by ${inForce.join(", ")}.`;
    return { checks: [{ name: "options", status: "ok", message }, variables], options };
  } catch (error) {
    const check = isScoriaError(error) ? failedCheck("options", error, "reading the options") : unreadable;
    return { checks: [check, variables], options: undefined };
  }
}

function checkVariables(env: Environment): DoctorCheck {
  const findings = unknownVariables(env).map((unknown) => ({
    status: "warning" as const,
    message: describeUnknown(unknown),
  }));
  return checkOf("variables", findings, "Every SCORIA_ variable that is set is a setting.");
}
