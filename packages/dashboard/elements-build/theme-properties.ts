import { tokens } from "../src/elements/theme/tokens.ts";

/** A custom property by which a host changes the look. */
export interface ThemeProperty {
  readonly name: string;
  readonly description: string;
  readonly default: string;
}

const descriptions: Readonly<Record<string, string>> = {
  canvas: "The ground of a page.",
  surface: "The ground of cards, tables and dialogs.",
  sunken: "The ground of what lies deeper, such as code.",
  hover: "The ground of what the pointer is on.",
  line: "Lines between things of one kind.",
  "line-strong": "Lines around things.",
  "line-control": "Lines around fields and buttons.",
  ink: "Text.",
  "ink-soft": "Text that explains other text.",
  "ink-faint": "Text of the least weight. It must still contrast by 4.5 to 1.",
  accent: "Links, the main button, the focus.",
  "accent-ink": "Text on the accent.",
  "accent-ground": "The ground of what is chosen.",
  good: "What went well.",
  bad: "What failed, and buttons that cannot be taken back.",
  warn: "What waits for somebody.",
  busy: "What is under way.",
  halt: "What a limit stopped.",
  "good-ground": "The ground behind what went well.",
  "bad-ground": "The ground behind what failed.",
  "warn-ground": "The ground behind what waits for somebody.",
  "busy-ground": "The ground behind what is under way.",
  "halt-ground": "The ground behind what a limit stopped.",
  font: "The fonts of all text but code.",
  mono: "The fonts of ids, code and JSON.",
  "text-size": "The size of usual text; all others follow from it.",
  radius: "How round corners are.",
  row: "The height of a row in a list.",
  control: "The height of fields and buttons.",
};

/** Every `--scoria-…` that the theme reads, as the theme itself says it. */
export function themeProperties(): readonly ThemeProperty[] {
  return [...tokens.cssText.matchAll(/--scoria-([\w-]+),\s*/g)].map((match) => {
    const [found, name = ""] = match;
    const description = descriptions[name];
    if (description === undefined) throw new Error(`Say in theme-properties.ts what --scoria-${name} is for.`);
    const value = upToClosing(tokens.cssText.slice(match.index + found.length));
    // Some follow the density that a person chose, unless the host says otherwise.
    return { name: `--scoria-${name}`, description, default: value.replace(/^var\(--_[\w-]+, (.+)\)$/, "$1") };
  });
}

/** The text before the parenthesis that closes what is open around it, on one line. */
function upToClosing(text: string): string {
  let depth = 0;
  for (const { 0: parenthesis, index } of text.matchAll(/[()]/g)) {
    depth += parenthesis === "(" ? 1 : -1;
    if (depth < 0) return text.slice(0, index).trim().replaceAll(/\s+/g, " ");
  }
  throw new Error("A property of the theme has no end.");
}
