import type { Wait } from "./run-waits.ts";

/** Where something is on the axis, as parts of its length. */
export interface Stretch {
  readonly begin: number;
  readonly length: number;
}

/** A wait as the axis draws it. */
export interface Band extends Stretch {
  readonly wait: Wait;
  readonly ms: number;
  /** Whether it is drawn shorter than it was. */
  readonly isCut: boolean;
}

/** A wait is drawn as at most this share of the time in which the run worked. */
const longestShare = 0.25;

interface Piece {
  readonly from: number;
  readonly to: number;
  readonly weight: number;
  readonly weightBefore: number;
}

/**
 * The time of a run as one line. Its steps may take milliseconds and its waits days: a long wait is cut, so that the work
 * beside it can be seen, and says how long it was.
 */
export class TimeAxis {
  readonly begin: number;
  readonly end: number;
  readonly bands: readonly Band[];
  /** For how long the run worked, in ms. */
  readonly activeMs: number;
  readonly #pieces: readonly Piece[];
  readonly #weight: number;

  constructor(begin: number, end: number, waits: readonly Wait[]) {
    this.begin = begin;
    this.end = Math.max(end, begin + 1);
    const within = waits
      .map((wait) => ({ wait, from: Math.max(begin, wait.from), to: Math.min(this.end, wait.to ?? this.end) }))
      .filter(({ from, to }) => to > from);
    const waited = within.reduce((sum, { from, to }) => sum + to - from, 0);
    this.activeMs = Math.max(0, this.end - begin - waited);
    const most = Math.max(1, this.activeMs) * longestShare;
    const pieces: Piece[] = [];
    let weight = 0;
    const add = (from: number, to: number, own: number): void => {
      pieces.push({ from, to, weight: own, weightBefore: weight });
      weight += own;
    };
    let reached = begin;
    for (const { from, to } of within) {
      if (from > reached) add(reached, from, from - reached);
      if (to > reached) add(Math.max(from, reached), to, Math.min(to - from, most));
      reached = Math.max(reached, to);
    }
    if (this.end > reached) add(reached, this.end, this.end - reached);
    this.#pieces = pieces;
    this.#weight = weight;
    this.bands = within.map(({ wait, from, to }) => {
      const ms = to - from;
      return { ...this.stretch(from, to), wait, ms, isCut: ms > most };
    });
  }

  stretch(from: number, to: number): Stretch {
    const begin = this.#at(from);
    return { begin, length: Math.max(0, this.#at(to) - begin) };
  }

  #at(moment: number): number {
    // The pieces follow each other: the last that begins before the moment has it.
    let [low, high] = [0, this.#pieces.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#pieces[middle]?.from ?? 0) <= moment) low = middle;
      else high = middle - 1;
    }
    const piece = this.#pieces[low];
    if (piece === undefined) return 0;
    const share = Math.min(1, Math.max(0, (moment - piece.from) / (piece.to - piece.from)));
    return (piece.weightBefore + share * piece.weight) / this.#weight;
  }
}
