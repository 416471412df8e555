import type { Json, JsonObject } from "@scoria/core";
import { z } from "zod";
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
  };
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
    parameters: [...pathParameters(path), ...queryParameters(query)],
    ...(method === "POST" ? { requestBody: { required: true, content: jsonContent(body, "input") } } : {}),
    responses: {
      "200": {
        description: "As asked.",
        content:
          name === "streamRun"
            ? { "text/event-stream": { schema: { type: "string" } } }
            : jsonContent(answer, "output"),
      },
      default: { description: "Refused: `error.code` says why.", content: jsonContent(refusal, "output") },
    },
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

function queryParameters(query: z.ZodType): readonly JsonObject[] {
  const { properties = {}, required = [] } = schemaOf(query, "input") as {
    readonly properties?: Readonly<Record<string, Json>>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: "query",
    required: required.includes(name),
    schema,
  }));
}

function jsonContent(schema: z.ZodType, io: "input" | "output"): JsonObject {
  return { "application/json": { schema: schemaOf(schema, io) } };
}

function schemaOf(schema: z.ZodType, io: "input" | "output"): JsonObject {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" }) as JsonObject;
  return rest;
}
