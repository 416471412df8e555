import fc from "fast-check";

/** Somebody who would settle a waiting run's approval, and through which of the two facades. */
export type Rival =
  | {
      readonly kind: "decide";
      readonly by: string;
      readonly decision: "approved" | "rejected";
      readonly resume: boolean;
    }
  | { readonly kind: "cancel"; readonly by: string }
  /** Time: the approval's last moment is over. */
  | { readonly kind: "expire" };

export interface PlannedRace {
  /** Two to four, in the order in which they set out, all at one time. */
  readonly rivals: readonly (Rival & { readonly through: "worker" | "web" })[];
}

const rival = (by: string): fc.Arbitrary<Rival> =>
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant("decide" as const),
        by: fc.constant(by),
        decision: fc.constantFrom("approved" as const, "rejected" as const),
        resume: fc.boolean(),
      }),
    },
    { weight: 2, arbitrary: fc.constant({ kind: "cancel" as const, by }) },
    { weight: 2, arbitrary: fc.constant({ kind: "expire" as const }) },
  );

const through = fc.constantFrom("worker" as const, "web" as const);

/** Each rival has a name of its own, so that the journal tells which of them won. */
const planned: fc.Arbitrary<PlannedRace> = fc
  .tuple(
    fc.tuple(rival("bo"), rival("cy"), rival("di"), rival("ed")),
    fc.array(through, { minLength: 4, maxLength: 4 }),
  )
  .chain(([rivals, doors]) =>
    fc.integer({ min: 2, max: 4 }).map((count) => ({
      rivals: rivals.slice(0, count).map((one, at) => ({ ...one, through: doors[at] ?? "web" })),
    })),
  );

export function planRaces(seed: number, count: number): readonly PlannedRace[] {
  return fc.sample(planned, { seed, numRuns: count });
}
