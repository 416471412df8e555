import type { JsonObject } from "@scoria/core";

interface TellsJsonSchema {
  readonly "~standard": {
    /** Of Standard JSON Schema, which zod, valibot, arktype and others implement. */
    readonly jsonSchema?: { readonly input?: (options: { readonly target: string }) => unknown };
  };
}

/** A handler's input schema as a JSON Schema, where it can tell; else `null`. */
export function inputSchemaOf(schema: object): JsonObject | null {
  try {
    const told = (schema as TellsJsonSchema)["~standard"].jsonSchema?.input?.({ target: "draft-2020-12" });
    if (typeof told !== "object" || told === null) return null;
    // What it tells may hold functions, or be no JSON at all.
    return JSON.parse(JSON.stringify(told)) as JsonObject;
  } catch {
    // A type that JSON Schema cannot describe.
    return null;
  }
}
