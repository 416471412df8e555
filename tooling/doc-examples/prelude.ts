import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync, type Statement } from "oxc-parser";

/**
 * The text of a prelude for one example: what the example imports or declares itself is left out, so that the two never
 * declare the same name. Line breaks stay where they are.
 *
 * @returns undefined when there is no such prelude
 */
export function preludeFor(name: string, example: string): string | undefined {
  const file = join(import.meta.dirname, "preludes", `${name}.ts`);
  return existsSync(file) ? yieldTo(example, readFileSync(file, "utf8")) : undefined;
}

/** Takes out of the prelude what binds a name that the example binds too. */
export function yieldTo(example: string, prelude: string): string {
  const taken = new Set(statementsOf(example).flatMap(namesBoundBy));
  // From the last to the first, so that the offsets of those still to come stay right.
  return statementsOf(prelude)
    .toReversed()
    .reduce((text, statement) => {
      if (!namesBoundBy(statement).some((name) => taken.has(name))) return text;
      const original = text.slice(statement.start, statement.end);
      const kept = statement.type === "ImportDeclaration" ? importWithout(taken, statement, prelude) : "";
      const lineBreaks = "\n".repeat(original.split("\n").length - 1);
      return text.slice(0, statement.start) + kept + lineBreaks + text.slice(statement.end);
    }, prelude);
}

type ImportStatement = Extract<Statement, { type: "ImportDeclaration" }>;

function statementsOf(source: string): readonly Statement[] {
  return parseSync("source.ts", source).program.body as readonly Statement[];
}

/** Writes an import of named bindings again without those that are taken. */
function importWithout(taken: ReadonlySet<string>, statement: ImportStatement, prelude: string): string {
  const kept = statement.specifiers
    .filter((specifier) => specifier.type === "ImportSpecifier" && !taken.has(specifier.local.name))
    .map(({ start, end }) => prelude.slice(start, end));
  const type = statement.importKind === "type" ? "type " : "";
  return kept.length === 0 ? "" : `import ${type}{ ${kept.join(", ")} } from ${statement.source.raw};`;
}

function namesBoundBy(statement: Statement): readonly string[] {
  if (statement.type === "ImportDeclaration") return statement.specifiers.map(({ local }) => local.name);
  const declared =
    statement.type === "ExportNamedDeclaration" && statement.declaration ? statement.declaration : statement;
  if (declared.type === "VariableDeclaration") return declared.declarations.flatMap(({ id }) => namesInPattern(id));
  if ("id" in declared && declared.id && "name" in declared.id) return [declared.id.name];
  return [];
}

function namesInPattern(pattern: unknown): readonly string[] {
  if (typeof pattern !== "object" || pattern === null) return [];
  if ("type" in pattern && pattern.type === "Identifier" && "name" in pattern) return [String(pattern.name)];
  if ("properties" in pattern)
    return (pattern.properties as readonly object[]).flatMap((each) =>
      namesInPattern("value" in each ? each.value : each),
    );
  if ("elements" in pattern) return (pattern.elements as readonly unknown[]).flatMap(namesInPattern);
  if ("argument" in pattern) return namesInPattern(pattern.argument);
  if ("left" in pattern) return namesInPattern(pattern.left);
  return [];
}
