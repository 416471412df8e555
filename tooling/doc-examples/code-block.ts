/** One fenced block of a markdown text. */
export interface CodeBlock {
  /** What follows the opening fence, such as `ts run`. */
  readonly info: string;
  readonly code: string;
  /** The line of the first line of code, from 1. */
  readonly line: number;
  /** The last line with text before the opening fence. */
  readonly lineBefore: string;
}

const OPENING = /^(?<indent>\s*(?:>\s?)*)(?<fence>`{3,}|~{3,})\s*(?<info>[^`]*)$/;

/** Finds the fenced blocks of a markdown text in their order; one that is never closed ends with the text. */
export function codeBlocksOf(markdown: string): readonly CodeBlock[] {
  const blocks: CodeBlock[] = [];
  const lines = markdown.split("\n");
  let lineBefore = "";
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? "";
    const { indent = "", fence, info = "" } = OPENING.exec(line)?.groups ?? {};
    if (fence === undefined) {
      if (line.trim() !== "") lineBefore = line.trim();
      continue;
    }
    const first = index + 1;
    const closing = lines.findIndex((each, at) => at >= first && closes(each, fence));
    const end = closing === -1 ? lines.length : closing;
    const code = lines
      .slice(first, end)
      .map((each) => (each.startsWith(indent) ? each.slice(indent.length) : each.trimStart()));
    blocks.push({ info: info.trim(), code: code.join("\n"), line: first + 1, lineBefore });
    lineBefore = "";
    index = end;
  }
  return blocks;
}

/** The text with every fenced block emptied, so that line numbers stay. */
export function withoutCodeBlocks(markdown: string): string {
  const lines = markdown.split("\n");
  for (const { code, line } of codeBlocksOf(markdown)) {
    lines.fill("", line - 1, line - 1 + code.split("\n").length);
  }
  return lines.join("\n");
}

function closes(line: string, fence: string): boolean {
  const bare = line.replace(/^[\s>]*/, "").trimEnd();
  return bare.length >= fence.length && bare === fence.charAt(0).repeat(bare.length);
}
