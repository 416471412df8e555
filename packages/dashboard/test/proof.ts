import { execFileSync } from "node:child_process";
import { appendFileSync } from "node:fs";

const share = readShare(process.env["SCORIA_TEST_PROVE"]);

/** How often a proof does its work: as usual in `npm test`, in full in `npm run prove`, or the share of that which was asked for. */
export function countOf({ usual, full }: { readonly usual: number; readonly full: number }): number {
  return share === undefined ? usual : Math.max(usual, Math.round(full * share));
}

/** How long a proof may take, in milliseconds: a full count takes as long as it takes. */
export function timeLimit(usualMs: number): number {
  return share === undefined ? usualMs : 3_600_000;
}

/** What a proof found, as one line of JSON that machines can collect: with the commit it is about. */
export function printFigure(figure: Readonly<Record<string, unknown>>): void {
  const line = `${JSON.stringify({ commit: commitHere(), ...figure })}\n`;
  process.stdout.write(line);
  const kept = process.env["SCORIA_TEST_FIGURES"];
  if (kept !== undefined) appendFileSync(kept, line);
}

function readShare(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const asked = Number(text);
  if (!(asked > 0 && asked <= 1))
    throw new RangeError(`SCORIA_TEST_PROVE is a share above 0 and up to 1, not ${text}.`);
  return asked;
}

/** What a figure is about: the commit, and whether the files have changed since. */
function commitHere(): string {
  const args = ["describe", "--always", "--abbrev=12", "--exclude=*", "--dirty"];
  try {
    return execFileSync("git", args, { cwd: import.meta.dirname, encoding: "utf8" }).trim();
  } catch {
    return "unknown";
  }
}
