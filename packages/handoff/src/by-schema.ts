import { ScoriaError, type InputSchema, type Json } from "@scoria/core";
import { formatPath, type PathSegment } from "@scoria/core/lane";

interface Issue {
  readonly path?: readonly unknown[];
}

/** @throws INVALID_INPUT unless it is a Standard Schema */
export function readSchema(value: unknown, name: string): InputSchema {
  // A schema may be an object or, as arktype's are, a function.
  if ((typeof value === "object" && value !== null) || typeof value === "function") {
    const standard = (value as Partial<InputSchema>)["~standard"];
    if (standard?.version === 1 && typeof standard.validate === "function") return value as InputSchema;
  }
  throw new ScoriaError("INVALID_INPUT", `${name} must be a Standard Schema, such as one of zod or valibot.`, {
    path: name,
  });
}

/** What a schema makes of `value`. */
export interface BySchema {
  /** How the message calls the value: "projectedContext". */
  readonly name: string;
  readonly code: "INVALID_PROJECTED_CONTEXT" | "INVALID_HANDOFF_RESULT";
}

/** @throws the code, naming the places and never what stands there */
export async function passSchema(schema: InputSchema, value: Json, rules: BySchema): Promise<unknown> {
  return read(await attempt(schema, value, rules), rules);
}

/** The same at once: in a handler whatever is awaited must be recorded. */
export function passSchemaNow(schema: InputSchema, value: Json, rules: BySchema): unknown {
  const answer = attempt(schema, value, rules);
  if (!(answer instanceof Promise)) return read(answer, rules);
  answer.catch(() => {});
  throw refused(rules, "could not be checked: in a handler the schema must answer at once, and it gave a promise");
}

function attempt(schema: InputSchema, value: Json, rules: BySchema): unknown {
  try {
    const answer = schema["~standard"].validate(value);
    if (!(answer instanceof Promise)) return answer;
    return answer.catch(() => Promise.reject(refused(rules, "could not be checked: its schema threw")));
  } catch {
    throw refused(rules, "could not be checked: its schema threw");
  }
}

function read(answer: unknown, rules: BySchema): unknown {
  const { value, issues } = (answer ?? {}) as { readonly value?: unknown; readonly issues?: readonly Issue[] };
  if (issues === undefined) return value;
  // The places, not the schema's sentences: those may quote what was given.
  const paths = [...new Set(issues.slice(0, 10).map(({ path = [] }) => formatPath(rules.name, path.map(segment))))];
  throw refused(rules, `did not pass its schema at ${paths.join(", ")}`, paths);
}

function segment(part: unknown): PathSegment {
  const key = typeof part === "object" && part !== null ? (part as { readonly key?: unknown }).key : part;
  return typeof key === "number" ? key : String(key);
}

function refused({ name, code }: BySchema, what: string, paths: readonly string[] = [name]): ScoriaError {
  return new ScoriaError(code, `${name} ${what}.`, { paths });
}
