import { parseSync } from "oxc-parser";

/** One place where a module names another. */
export interface ImportSite {
  readonly specifier: string;
  readonly line: number;
  /** It is for the compiler alone: nothing is loaded. */
  readonly isType: boolean;
}

/** Every module that a source names: imports, re-exports, `import()` of a plain string and `import("…")` types alike. */
export function importsOf(path: string, source: string): readonly ImportSite[] {
  const { errors, program, module } = parseSync(path, source);
  const error = errors[0];
  if (error) throw new Error(`${path} cannot be read: ${error.message}`);
  const sites = new Map<number, Omit<ImportSite, "line">>();
  for (const { moduleRequest, entries } of module.staticImports) {
    const isType = entries.length > 0 && entries.every((entry) => entry.isType);
    sites.set(moduleRequest.start, { specifier: moduleRequest.value, isType });
  }
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest, isType } of entries) {
      if (moduleRequest) sites.set(moduleRequest.start, { specifier: moduleRequest.value, isType });
    }
  }
  for (const { start, value, isType } of importExpressions(program)) sites.set(start, { specifier: value, isType });
  return [...sites]
    .sort(([one], [other]) => one - other)
    .map(([start, site]) => ({ ...site, line: lineOf(source, start) }));
}

interface NamedModule {
  readonly start: number;
  readonly value: string;
}

function importExpressions(node: unknown): readonly (NamedModule & Pick<ImportSite, "isType">)[] {
  if (Array.isArray(node)) return node.flatMap(importExpressions);
  if (typeof node !== "object" || node === null) return [];
  const inner = Object.values(node).flatMap(importExpressions);
  const { type, source } = node as { readonly type?: unknown; readonly source?: unknown };
  return (type === "ImportExpression" || type === "TSImportType") && isStringLiteral(source)
    ? [{ start: source.start, value: source.value, isType: type === "TSImportType" }, ...inner]
    : inner;
}

function isStringLiteral(node: unknown): node is NamedModule {
  return (
    typeof node === "object" && node !== null && "value" in node && typeof node.value === "string" && "start" in node
  );
}

function lineOf(source: string, offset: number): number {
  return source.slice(0, offset).split("\n").length;
}
