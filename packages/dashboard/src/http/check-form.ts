import type { z } from "zod";
import type { ScoriaError } from "@scoria/core";
import { invalidInput } from "../errors.ts";

/**
 * What a schema makes of what was sent.
 *
 * @param where how paths begin: "body", "query"
 * @throws INVALID_INPUT naming the first place that does not fit; never what stood there
 */
export function checkForm<T>(schema: z.ZodType<T>, value: unknown, where: "body" | "query"): T {
  const checked = schema.safeParse(value);
  if (checked.success) return checked.data;
  throw refusal(checked.error.issues[0], where);
}

function refusal(issue: z.core.$ZodIssue | undefined, where: string): ScoriaError {
  if (issue === undefined) return invalidInput(where, "does not fit");
  const path = [where, ...issue.path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))].join(
    "",
  );
  switch (issue.code) {
    // Names of ours only: an unknown key, and what stood in a place, are input.
    case "unrecognized_keys":
      return invalidInput(path, "has a key that this route does not know; its OpenAPI document lists those it does");
    case "invalid_type":
      return invalidInput(path, `must be of type ${issue.expected}`);
    case "invalid_value":
      return invalidInput(path, `must be one of ${issue.values.map((value) => JSON.stringify(value)).join(", ")}`);
    case "too_big":
      return invalidInput(path, `must be at most ${String(issue.maximum)}${unitOf(issue.origin)}`);
    case "too_small":
      return invalidInput(path, `must be at least ${String(issue.minimum)}${unitOf(issue.origin)}`);
    default:
      return invalidInput(path, "does not have the form that this route asks for");
  }
}

function unitOf(origin: string): string {
  return origin === "string" ? " characters" : origin === "array" ? " items" : "";
}
