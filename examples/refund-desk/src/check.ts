import { ScoriaError } from "@scoria/core";
import type { z } from "zod";

const showableKey = /^[\w-]{1,40}$/;

/**
 * Reads `value` by a schema, or refuses it with the code that Scoria itself uses for such input. The sentence names the
 * field and never repeats what stood in it.
 *
 * @throws INVALID_INPUT - details have the `path` of the field
 */
export function check<Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const { path, sentence } = describe(result.error.issues[0], what);
  throw new ScoriaError("INVALID_INPUT", sentence, { path });
}

function describe(issue: z.core.$ZodIssue | undefined, what: string): { path: string; sentence: string } {
  if (issue?.code === "unrecognized_keys") {
    const key = issue.keys.find((each) => showableKey.test(each));
    return key === undefined
      ? { path: "", sentence: `${what} has a field that it must not have.` }
      : { path: key, sentence: `${key} is not a field of ${what}. Take it out, or correct its name.` };
  }
  const path = issue?.path.join(".") ?? "";
  return { path, sentence: `${path === "" ? what : path} ${issue?.message ?? "is refused"}.` };
}
