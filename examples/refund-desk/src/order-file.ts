import { isScoriaError, type ScoriaError } from "@scoria/core";
import { readFileSync } from "node:fs";
import { readOrder, type Order } from "./orders.ts";

/** One place in an order file: an order, or why it is none. */
export type OrderEntry =
  { readonly place: number; readonly order: Order } | { readonly place: number; readonly refused: ScoriaError };

/** The file as a whole cannot be used; the message is for the person who named it. */
export class OrderFileRefused extends Error {}

/**
 * Reads an order file: a JSON array of orders. A bad order is refused by itself and the others stand.
 *
 * @throws OrderFileRefused - it cannot be read, is not JSON, or is not an array
 */
export function readOrderFile(path: string, shownAs: string): readonly OrderEntry[] {
  const value = parse(readText(path, shownAs), shownAs);
  if (!Array.isArray(value)) {
    throw new OrderFileRefused(`${shownAs} is not an array of orders. Put the orders in [ … ], even a single one.`);
  }
  return value.map((each, index) => readEntry(each, index + 1));
}

function readText(path: string, shownAs: string): string {
  try {
    // Editors on Windows put a byte order mark first, which JSON does not know.
    return readFileSync(path, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    if (code === "ENOENT") {
      throw new OrderFileRefused(
        `There is no file ${shownAs}. Paths start from the folder in which you ran the command.`,
      );
    }
    if (code === "EISDIR") throw new OrderFileRefused(`${shownAs} is a folder. Name a JSON file in it.`);
    throw new OrderFileRefused(`${shownAs} could not be read (${code}).`);
  }
}

function parse(text: string, shownAs: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // The parser's own message repeats the text; only the place is wanted, which some of its messages have.
    const place = /line \d+ column \d+/.exec(error instanceof Error ? error.message : "")?.[0];
    throw new OrderFileRefused(
      `${shownAs} is not JSON${place === undefined ? "" : `, see ${place}`}. Look for a missing comma, quote or bracket.`,
    );
  }
}

function readEntry(value: unknown, place: number): OrderEntry {
  try {
    return { place, order: readOrder(value) };
  } catch (error) {
    if (!isScoriaError(error)) throw error;
    return { place, refused: error };
  }
}
