import type { Json, JsonObject } from "@scoria/core";
import type { FormField, FormMember } from "./form-field.ts";

/** Deeper than this, or in a schema that contains itself, a part is written as JSON. */
const deepest = 6;

/** The limits that schema libraries write for "any safe integer" say nothing to a person. */
const noLimit = Number.MAX_SAFE_INTEGER;

/** The form for a JSON Schema (2020-12). What it does not describe in the ways a form can show becomes a JSON field. */
export function readSchema(schema: JsonObject): FormField {
  return fieldOf(schema, { root: schema, depth: 0 });
}

interface Reading {
  readonly root: JsonObject;
  readonly depth: number;
}

function fieldOf(given: Json | undefined, reading: Reading): FormField {
  const schema = resolved(given, reading.root);
  if (schema === undefined || reading.depth > deepest) return { is: "json", isNullable: false };
  const { schema: plain, isNullable } = withoutNull(schema, reading.root);
  const base = {
    isNullable,
    ...textOf("title", plain["title"] ?? schema["title"]),
    ...textOf("description", plain["description"] ?? schema["description"]),
    ...defaultOf(schema, plain),
  };
  return { ...base, ...shapeOf(plain, { ...reading, depth: reading.depth + 1 }) } as FormField;
}

type Shape = FormField extends infer Field
  ? Field extends unknown
    ? Omit<Field, "title" | "description" | "initial" | "isNullable">
    : never
  : never;

function shapeOf(schema: JsonObject, reading: Reading): Shape {
  if (schema["const"] !== undefined) return { is: "fixed", value: schema["const"] };
  const choices = choicesOf(schema);
  if (choices !== undefined) return { is: "choice", choices };
  if (combines(schema)) return { is: "json" };
  switch (schema["type"]) {
    case "string":
      return {
        is: "text",
        ...textOf("format", schema["format"]),
        ...textOf("pattern", schema["pattern"]),
        ...numberOf("minLength", schema["minLength"]),
        ...numberOf("maxLength", schema["maxLength"]),
      };
    case "integer":
    case "number":
      return {
        is: "number",
        isWhole: schema["type"] === "integer",
        ...limitOf("min", schema["minimum"]),
        ...limitOf("max", schema["maximum"]),
        ...numberOf("step", schema["multipleOf"]),
      };
    case "boolean":
      return { is: "yes-no" };
    case "object":
      return groupOf(schema, reading);
    case "array":
      return listOf(schema, reading);
    default:
      return { is: "json" };
  }
}

function groupOf(schema: JsonObject, reading: Reading): Shape {
  const properties = schema["properties"];
  const required = asArray(schema["required"]) ?? [];
  if (!isObject(properties)) return isOpen(schema) ? { is: "json" } : { is: "group", members: [] };
  const members = Object.entries(properties).map(([name, member]): FormMember => ({
    name,
    isRequired: required.includes(name),
    field: fieldOf(member, reading),
  }));
  return { is: "group", members };
}

/** A record of any names has no fields to show. */
function isOpen(schema: JsonObject): boolean {
  return schema["additionalProperties"] !== false || schema["patternProperties"] !== undefined;
}

function listOf(schema: JsonObject, reading: Reading): Shape {
  const item = schema["items"];
  if (!isObject(item) || schema["prefixItems"] !== undefined) return { is: "json" };
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY } = {
    ...numberOf("minItems", schema["minItems"]),
    ...numberOf("maxItems", schema["maxItems"]),
  } as { minItems?: number; maxItems?: number };
  return { is: "list", item: fieldOf(item, reading), minItems, maxItems };
}

/** An `enum`, or alternatives that are each one constant. */
function choicesOf(schema: JsonObject): readonly Json[] | undefined {
  const listed = asArray(schema["enum"]);
  if (listed !== undefined) return listed;
  const ways = asArray(schema["anyOf"]) ?? asArray(schema["oneOf"]);
  if (ways === undefined || ways.length === 0) return undefined;
  const values = ways.map((way) => (isObject(way) ? way["const"] : undefined));
  return values.every((value) => value !== undefined) ? values : undefined;
}

function combines(schema: JsonObject): boolean {
  return ["anyOf", "oneOf", "allOf", "not", "if"].some((word) => schema[word] !== undefined);
}

/** `X or null`, in each way to write it, is X that may be null. */
function withoutNull(
  schema: JsonObject,
  root: JsonObject,
): { readonly schema: JsonObject; readonly isNullable: boolean } {
  const types = asArray(schema["type"]);
  if (types?.length === 2 && types.includes("null")) {
    return { schema: { ...schema, type: types.find((type) => type !== "null") ?? "null" }, isNullable: true };
  }
  const word = schema["anyOf"] === undefined ? "oneOf" : "anyOf";
  const ways = asArray(schema[word]);
  const others = ways?.filter((way) => !(isObject(way) && way["type"] === "null"));
  if (ways === undefined || others === undefined || others.length === ways.length) return { schema, isNullable: false };
  const { [word]: _, ...rest } = schema;
  const only = others.length === 1 ? resolved(others[0], root) : undefined;
  return { schema: only === undefined ? { ...rest, [word]: others } : { ...rest, ...only }, isNullable: true };
}

/** What a local `$ref` stands for; `undefined` for what is no schema, or elsewhere. */
function resolved(given: Json | undefined, root: JsonObject): JsonObject | undefined {
  let schema = given;
  for (let steps = 0; steps < deepest && isObject(schema); steps += 1) {
    const ref: Json | undefined = schema["$ref"];
    if (typeof ref !== "string") return schema;
    schema = at(root, ref);
  }
  return undefined;
}

function at(root: JsonObject, ref: string): Json | undefined {
  if (!ref.startsWith("#")) return undefined;
  const names = ref.slice(1).split("/").slice(1);
  return names.reduce<Json | undefined>((found, name) => {
    const key = decodeURIComponent(name).replaceAll("~1", "/").replaceAll("~0", "~");
    return isObject(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  }, root);
}

function defaultOf(schema: JsonObject, plain: JsonObject): { readonly initial?: Json } {
  const given = schema["default"] ?? plain["default"];
  return given === undefined ? {} : { initial: given };
}

function textOf<Name extends string>(name: Name, value: Json | undefined): { readonly [N in Name]?: string } {
  return (typeof value === "string" ? { [name]: value } : {}) as { readonly [N in Name]?: string };
}

function numberOf<Name extends string>(name: Name, value: Json | undefined): { readonly [N in Name]?: number } {
  return (typeof value === "number" ? { [name]: value } : {}) as { readonly [N in Name]?: number };
}

function limitOf<Name extends string>(name: Name, value: Json | undefined): { readonly [N in Name]?: number } {
  return typeof value === "number" && Math.abs(value) >= noLimit ? {} : numberOf(name, value);
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function asArray(value: Json | undefined): readonly Json[] | undefined {
  return Array.isArray(value) ? (value as readonly Json[]) : undefined;
}
