import type { InputSchema } from "../handlers/handler.ts";
import { formatPath, type PathSegment } from "./path.ts";

/** Why a schema let a value not pass. Places, not the schema's own sentences: those may quote what was given. */
export type SchemaRefusal = "it threw" | { readonly paths: readonly string[] };

const mostPlaces = 10;

export function isSchema(value: unknown): value is InputSchema {
  // A schema may be an object or, as arktype's are, a function.
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return false;
  const standard = (value as { readonly "~standard"?: { readonly version?: unknown; readonly validate?: unknown } })[
    "~standard"
  ];
  return standard?.version === 1 && typeof standard.validate === "function";
}

/**
 * What a schema makes of a value, or a promise of that where the schema takes its time.
 *
 * @param name how paths begin: "input"
 * @throws what `refuse` makes of a refusal
 */
export function passSchema(
  schema: InputSchema,
  value: unknown,
  name: string,
  refuse: (refusal: SchemaRefusal) => Error,
): unknown {
  let answer: unknown;
  try {
    answer = schema["~standard"].validate(value);
  } catch {
    throw refuse("it threw");
  }
  if (!isThenable(answer)) return readAnswer(answer, name, refuse);
  return Promise.resolve(answer).then(
    (late) => readAnswer(late, name, refuse),
    () => Promise.reject(refuse("it threw")),
  );
}

function readAnswer(answer: unknown, name: string, refuse: (refusal: SchemaRefusal) => Error): unknown {
  const { value, issues } = (answer ?? {}) as {
    readonly value?: unknown;
    readonly issues?: readonly { readonly path?: readonly unknown[] }[];
  };
  if (issues === undefined) return value;
  const places = issues.slice(0, mostPlaces).map(({ path = [] }) => formatPath(name, path.map(segment)));
  throw refuse({ paths: [...new Set(places)] });
}

function segment(part: unknown): PathSegment {
  const key = typeof part === "object" && part !== null ? (part as { readonly key?: unknown }).key : part;
  return typeof key === "number" ? key : String(key);
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { readonly then?: unknown } | null | undefined)?.then === "function";
}
