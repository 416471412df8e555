/** The text of one `@example` of a doc comment, without the comment's stars. */
export interface DocCommentExample {
  readonly text: string;
  /** The line of its first line, from 1. */
  readonly line: number;
}

const DOC_COMMENT = /\/\*\*[\s\S]*?\*\//g;
const STAR = /^\s*\*? ?/;

/** Finds every `@example` in the doc comments of a source; each ends where the next tag or the comment does. */
export function docCommentExamplesOf(source: string): readonly DocCommentExample[] {
  return [...source.matchAll(DOC_COMMENT)].flatMap(({ 0: comment, index }) => {
    const firstLine = source.slice(0, index).split("\n").length;
    return examplesOf(comment, firstLine);
  });
}

function examplesOf(comment: string, firstLine: number): readonly DocCommentExample[] {
  const lines = comment
    .replace(/^\/\*\*/, "")
    .replace(/\*\/$/, "")
    .split("\n")
    .map((line) => line.replace(STAR, ""));
  const tagLines = linesWithTags(lines);
  return tagLines
    .filter((at) => lines[at]?.startsWith("@example"))
    .map((at) => {
      const end = tagLines.find((other) => other > at) ?? lines.length;
      const text = [lines[at]?.slice("@example".length) ?? "", ...lines.slice(at + 1, end)].join("\n");
      return { text, line: firstLine + at };
    });
}

/** An `@` at the start of a line inside a fenced block belongs to the code. */
function linesWithTags(lines: readonly string[]): readonly number[] {
  let fenced = false;
  return lines.flatMap((line, at) => {
    if (line.startsWith("```")) fenced = !fenced;
    return !fenced && line.startsWith("@") ? [at] : [];
  });
}
