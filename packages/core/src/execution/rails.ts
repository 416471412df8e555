/** In the order in which they are checked, and so reported when a run passes several at once. */
export const railNames = ["maxActiveMs", "maxSteps", "maxToolCalls", "maxEntries", "maxBytes"] as const;

export type RailName = (typeof railNames)[number];

/** Limits of one run, frozen into it when it starts. Null: no limit. */
export type FrozenRails = Readonly<Record<RailName, number | null>>;

/** What a run has used up of each rail that is looked at. */
export type Used = Readonly<Partial<Record<RailName, number>>>;

/** A rail that a run came to. */
export interface TrippedRail {
  /** `maxRounds`: a handler was sent back as often as any may be. `deadline`: it is past; both figures are in ms since 1970. */
  readonly rail: RailName | "maxRounds" | "deadline";
  readonly limit: number;
  readonly observed: number;
}

/** The first rail that leaves no room for one more. */
export function trippedRail(rails: FrozenRails, used: Used): TrippedRail | undefined {
  for (const rail of railNames) {
    const limit = rails[rail];
    const observed = used[rail];
    if (limit !== null && observed !== undefined && observed >= limit) return { rail, limit, observed };
  }
  return undefined;
}

export function passedDeadline(deadline: number | null | undefined, now: number): TrippedRail | undefined {
  if (deadline === undefined || deadline === null || now < deadline) return undefined;
  return { rail: "deadline", limit: deadline, observed: Math.floor(now) };
}
