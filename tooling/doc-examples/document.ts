import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

export const root: string = dirname(dirname(import.meta.dirname));

/** One text file of the workspace that is read by people. */
export interface Document {
  /** Path from the root. */
  readonly path: string;
  readonly text: string;
}

const ours = { cwd: root, exclude: ["**/node_modules/**", "**/dist/**", "**/.*/**"] };

/** Every markdown file of the workspace, for its links. */
export function readMarkdown(): readonly Document[] {
  return readAll(["**/*.md"]);
}

/** The markdown whose code is promised to compile: the root's README, `docs/` and the packages' READMEs. */
export function readGuides(): readonly Document[] {
  return readAll(["README.md", "docs/**/*.md", "packages/*/README.md"]);
}

/** The sources whose doc comments are promised to compile. */
export function readSources(): readonly Document[] {
  return readAll(["packages/*/src/**/*.ts"]).filter(({ path }) => !path.endsWith(".test.ts"));
}

function readAll(patterns: readonly string[]): readonly Document[] {
  const paths = patterns.flatMap((pattern) => globSync(pattern, ours));
  return paths.sort().map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}
