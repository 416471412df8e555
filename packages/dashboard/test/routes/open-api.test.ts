import { Validator } from "@seriousme/openapi-schema-validator";
import { expect, test } from "vitest";
import { openApi } from "../../src/index.ts";
import { paths } from "../../src/wire/index.ts";

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: object;
}

const document = openApi("/ops/scoria") as unknown as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
};
const text = JSON.stringify(document);

test("the document is valid OpenAPI, and each of its references leads somewhere", async () => {
  const validator = new Validator();
  expect(await validator.validate(structuredClone(document))).toEqual({ valid: true });
  expect(validator.version).toBe("3.1");
  expect(validator.resolveRefs()).toBeTypeOf("object");
});

test("each route of the table is in it, and nothing else", () => {
  const documented = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { operationId }]) => [
      operationId,
      `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ":$1")}`,
    ]),
  );
  expect(Object.fromEntries(documented)).toEqual(paths);
  for (const [path, operations] of Object.entries(document.paths)) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    for (const [method, { parameters, requestBody }] of Object.entries(operations)) {
      expect(parameters.filter((parameter) => parameter.in === "path").map(({ name }) => name)).toEqual(named);
      expect(requestBody !== undefined).toBe(method === "post");
    }
  }
});

test("it says how a stream is taken up again", () => {
  const { parameters = [] } = document.paths["/runs/{runId}/stream"]?.["get"] ?? {};
  expect(parameters).toContainEqual(expect.objectContaining({ name: "Last-Event-ID", in: "header", required: false }));
});

test("it says each schema once, under a name, so that a person can read it", () => {
  const { schemas } = document.components;
  const used = new Set([...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name));
  expect(used).toEqual(new Set(Object.keys(schemas)));
  expect(Object.keys(schemas)).toEqual(expect.arrayContaining(["RunItem", "Run", "Approval", "Entry", "Decision"]));
  expect(text).not.toMatch(/"\$(?:defs|id|schema)"/);
  expect(text.length).toBeLessThan(50_000);
});
