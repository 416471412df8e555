import { codeBlocksOf, type CodeBlock } from "./code-block.ts";
import { docCommentExamplesOf } from "./doc-comment-example.ts";
import type { Document } from "./document.ts";

/** A piece of TypeScript that a reader may copy. */
export interface Example {
  /** `<path>:<line>` of its first line. */
  readonly place: string;
  readonly path: string;
  readonly line: number;
  readonly code: string;
  /** The file of `preludes/` that stands before it, without its ending. */
  readonly prelude?: string;
  readonly runs: boolean;
  /** Why it cannot be taken as an example. */
  readonly refusal?: string;
}

const PRELUDE = /^<!--\s*prelude:\s*([a-z0-9-]+)\s*-->$/;
const OTHER_NAMES_OF_TYPESCRIPT = new Set(["typescript", "mts", "cts", "tsx"]);

/** Every block of TypeScript in a guide. */
export function examplesOfGuide({ path, text }: Document): readonly Example[] {
  return codeBlocksOf(text).flatMap((block) => exampleOfBlock(path, block, PRELUDE.exec(block.lineBefore)?.[1], 0));
}

/** Every `@example` in a source: its blocks of TypeScript or, when it has no blocks, all of its text. */
export function examplesOfSource({ path, text }: Document): readonly Example[] {
  return docCommentExamplesOf(text).flatMap((found) => {
    const blocks = codeBlocksOf(found.text);
    if (blocks.length > 0) return blocks.flatMap((block) => exampleOfBlock(path, block, "doc-comment", found.line - 1));
    return exampleOfBlock(
      path,
      { info: "ts", code: found.text, line: 1, lineBefore: "" },
      "doc-comment",
      found.line - 1,
    );
  });
}

function exampleOfBlock(
  path: string,
  block: CodeBlock,
  prelude: string | undefined,
  shift: number,
): readonly Example[] {
  const [language = "", ...words] = block.info.split(/\s+/);
  if (language !== "ts" && !OTHER_NAMES_OF_TYPESCRIPT.has(language)) return [];
  const line = block.line + shift;
  const refusal = whyRefused(language, words);
  return [
    {
      place: `${path}:${line}`,
      path,
      line,
      code: block.code,
      runs: words.includes("run"),
      ...(prelude === undefined ? {} : { prelude }),
      ...(refusal === undefined ? {} : { refusal }),
    },
  ];
}

function whyRefused(language: string, words: readonly string[]): string | undefined {
  if (language !== "ts")
    return `write its language as "ts", not "${language}", so that it is read as all the others are`;
  const unknown = words.find((word) => word !== "run");
  return (
    unknown && `"ts ${unknown}" is not known: an example is "ts", which is compiled, or "ts run", which is run as well`
  );
}
