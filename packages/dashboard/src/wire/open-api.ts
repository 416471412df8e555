import type { Json, JsonObject } from "@scoria/core";
import { z } from "zod";
import { components } from "./components.ts";
import { apiVersion, paths, type RouteName } from "./paths.ts";
import { routes, type Route, type RouteTypes } from "./routes.ts";
import { refusal } from "./values.ts";

/**
 * The API as an OpenAPI 3.1 document, made of the table that also serves it.
 *
 * @param basePath where the dashboard is mounted, such as `/scoria`
 */
export function openApi(basePath: string): JsonObject {
  const byPath: Record<string, Record<string, Json>> = {};
  for (const [name, place] of Object.entries(paths) as [RouteName, string][]) {
    const [method = "GET", path = "/"] = place.split(" ");
    const route = routes[name] as unknown as Route<RouteTypes>;
    (byPath[path.replaceAll(/:(\w+)/g, "{$1}")] ??= {})[method.toLowerCase()] = operation(name, path, method, route);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Scoria operator API",
      version: String(apiVersion),
      description:
        "What operators read and do. The host app says who asks, for which tenants, and what they may do. Effects are POST, " +
        "application/json, from the same origin. A run of another tenant is absent.",
    },
    servers: [{ url: `${basePath}/api` }],
    paths: byPath,
    components: {
      schemas: componentSchemas(),
      responses: {
        Refused: { description: "Refused: `error.code` says why.", content: jsonContent(refusal, "output") },
      },
    },
  };
}

const writing = {
  metadata: components,
  unrepresentable: "any",
  override({ jsonSchema }: { readonly jsonSchema: z.core.JSONSchema.BaseSchema }): void {
    // The format says it; the pattern, with its leap years, is for nobody to read.
    if (jsonSchema.format === "date-time") delete jsonSchema.pattern;
  },
} as const;

function referenceTo(id: string): string {
  return `#/components/schemas/${id}`;
}

function componentSchemas(): JsonObject {
  // Strict objects without transformations are the same coming in as going out.
  const { schemas } = z.toJSONSchema(components, { ...writing, uri: referenceTo, io: "input" });
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, withReferences(schema as JsonObject)]));
}

function operation(name: RouteName, path: string, method: string, route: Route<RouteTypes>): JsonObject {
  const { summary, permission, query, body, answer } = route;
  const needs = permission === "lane" ? "what the lane asks for" : permission;
  return {
    operationId: name,
    summary,
    ...(needs === null
      ? {}
      : { description: needs === "read" ? "Needs `read`." : `Needs \`read\` and ${quoted(needs)}.` }),
    parameters: [...pathParameters(path), ...queryParameters(query), ...headerParameters(name)],
    ...(method === "POST" ? { requestBody: { required: true, content: jsonContent(body, "input") } } : {}),
    responses: { ...done(name, answer), default: { $ref: "#/components/responses/Refused" } },
  };
}

function done(name: RouteName, answer: z.ZodType): JsonObject {
  if (name !== "streamRun") return { "200": { description: "As asked.", content: jsonContent(answer, "output") } };
  return {
    "200": {
      description: "Events `entry`, each with an entry as its data and its `seq` as its id, and one `end`.",
      content: { "text/event-stream": { schema: { type: "string" } } },
    },
    "204": { description: "The run has ended, and no entry comes after the one that was named." },
  };
}

function quoted(permission: string): string {
  return permission.startsWith("what") ? permission : `\`${permission}\``;
}

function pathParameters(path: string): readonly JsonObject[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name = ""]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
}

/** As what is made of their text: a number, or a list with commas in it. */
function queryParameters(query: z.ZodType): readonly JsonObject[] {
  const { properties, required = [] } = schemaOf(query, "output") as {
    readonly properties?: Readonly<Record<string, JsonObject>>;
    readonly required?: readonly string[];
  };
  if (properties === undefined) return [{ name: "query", in: "query", schema: schemaOf(query, "output") }];
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: "query",
    required: required.includes(name),
    ...(schema["type"] === "array" ? { style: "form", explode: false } : {}),
    schema,
  }));
}

/** What a browser sends by itself when it takes up a stream again. */
function headerParameters(name: RouteName): readonly JsonObject[] {
  if (name !== "streamRun") return [];
  const description = "The `seq` of the last entry that came: the stream goes on after it. It counts before `after`.";
  return [{ name: "Last-Event-ID", in: "header", required: false, description, schema: { type: "string" } }];
}

function jsonContent(schema: z.ZodType, io: "input" | "output"): JsonObject {
  return { "application/json": { schema: schemaOf(schema, io) } };
}

function schemaOf(schema: z.ZodType, io: "input" | "output"): JsonObject {
  const id = components.get(schema)?.id;
  if (id !== undefined) return { $ref: referenceTo(id) };
  return withReferences(z.toJSONSchema(schema, { ...writing, io }) as JsonObject);
}

/** What it defines by itself are components. */
function withReferences({ $schema: _, $id: __, id: ___, $defs: ____, ...schema }: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/')) as JsonObject;
}
