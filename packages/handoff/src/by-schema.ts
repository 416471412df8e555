import { ScoriaError, type InputSchema, type Json } from "@scoria/core";
import { isSchema, passSchema, type SchemaRefusal } from "@scoria/core/lane";

/** Whose schema it is. */
export interface BySchema {
  /** How the message calls the value: "projectedContext". */
  readonly name: string;
  readonly code: "INVALID_PROJECTED_CONTEXT" | "INVALID_HANDOFF_RESULT";
}

/** @throws INVALID_INPUT unless it is a Standard Schema */
export function readSchema(value: unknown, name: string): InputSchema {
  if (isSchema(value)) return value;
  const message = `${name} must be a Standard Schema, such as one of zod or valibot.`;
  throw new ScoriaError("INVALID_INPUT", message, { path: name });
}

/** What the schema makes of a value, at once or later. @throws the code, naming the places and never what stands there */
export function bySchema(schema: InputSchema, value: Json, { name, code }: BySchema): unknown {
  return passSchema(schema, value, name, (refusal: SchemaRefusal) =>
    refusal === "it threw"
      ? refused(code, `${name} could not be checked: its schema threw.`, [name])
      : refused(code, `${name} did not pass its schema at ${refusal.paths.join(", ")}.`, refusal.paths),
  );
}

/** The same at once: in a handler whatever is awaited must be recorded. */
export function bySchemaNow(schema: InputSchema, value: Json, rules: BySchema): unknown {
  const made = bySchema(schema, value, rules);
  if (!(made instanceof Promise)) return made;
  made.catch(() => {});
  const { name, code } = rules;
  const why = "in a handler the schema must answer at once, and it gave a promise";
  throw refused(code, `${name} could not be checked: ${why}.`, [name]);
}

function refused(code: BySchema["code"], message: string, paths: readonly string[]): ScoriaError {
  return new ScoriaError(code, message, { paths });
}
