import { errorTables, type ErrorTable, type ErrorText } from "./error-tables.ts";

const OPENING = "<!-- error codes: these sections are written from the code -->";
const CLOSING = "<!-- end of error codes -->";

/** One section for each package, and in it one for each of its codes, whose heading is the anchor. */
export function errorSections(): string {
  return errorTables.map(sectionOf).join("\n\n");
}

/** The page with its sections written anew between their two marks. */
export function withErrorSections(page: string): string {
  const from = page.indexOf(OPENING);
  const to = page.indexOf(CLOSING);
  if (from === -1 || to < from) throw new Error(`The page needs "${OPENING}", and after it "${CLOSING}".`);
  return `${page.slice(0, from)}${OPENING}\n\n${errorSections()}\n\n${page.slice(to)}`;
}

function sectionOf({ name, codes, furtherReading }: ErrorTable): string {
  const entries = Object.entries(codes).map(([code, text]) => entryOf(code, text, furtherReading[code]));
  return [`## Codes of ${name}`, ...entries].join("\n\n");
}

function entryOf(code: string, { means, remedy, retryable }: ErrorText, further: string | undefined): string {
  const again = retryable ? "Yes: the very same call may succeed later." : "No.";
  const lines = [`**What happened.** ${means}`, `**What to do.** ${remedy}`, `**Retryable.** ${again}`];
  return [`### ${code}`, ...lines, ...(further === undefined ? [] : [`**More.** ${further}`])].join("\n\n");
}
