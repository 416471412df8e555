import { appendFileSync } from "node:fs";

/** How much a proof does: in `npm test`, and in `npm run prove`. */
export interface Counts {
  readonly usual: number;
  readonly full: number;
}

const share = readShare(process.env.SCORIA_TEST_PROVE);

/**
 * How often a proof does its work. `SCORIA_TEST_PROVE=1` asks for the full count, as `npm run prove` does, and a share
 * such as `0.1` for that part of it, but never for less than usual.
 */
export function countOf({ usual, full }: Counts): number {
  return share === undefined ? usual : Math.max(usual, Math.round(full * share));
}

/** How long a proof may take, in milliseconds: a full count takes as long as it takes. */
export function timeLimit(usualMs: number): number {
  return share === undefined ? usualMs : 3_600_000;
}

/**
 * Where chance begins. A fixed one gives the same commit the same answer each time; `SCORIA_TEST_SEED` names another, to
 * look further or to see a failure again.
 */
export function seedOr(fixed: number): number {
  const asked = process.env.SCORIA_TEST_SEED;
  return asked === undefined ? fixed : Number(asked);
}

/** The seed of proofs that have no reason for one of their own. */
export const seed: number = seedOr(20_261_121);

/** What a proof found, as one line of JSON that machines can collect: with the commit it is about. */
export function printFigure(figure: Readonly<Record<string, unknown>>): void {
  const line = `${JSON.stringify({ commit: process.env.SCORIA_TEST_COMMIT ?? "unknown", ...figure })}\n`;
  process.stdout.write(line);
  const kept = process.env.SCORIA_TEST_FIGURES;
  if (kept !== undefined) appendFileSync(kept, line);
}

function readShare(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const asked = Number(text);
  if (!(asked > 0 && asked <= 1))
    throw new RangeError(`SCORIA_TEST_PROVE is a share above 0 and up to 1, not ${text}.`);
  return asked;
}
