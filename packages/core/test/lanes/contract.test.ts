import { describe, expect, test } from "vitest";
import type { AttachedLane, Lane, LaneHost } from "../../src/lane/index.ts";
import { laneContract, type LaneContractOptions } from "../../src/testing/lane-contract.ts";
import { onEachEngine } from "../on-each-engine.ts";
import { reviewLane, type ReviewLane, type ReviewParts } from "./review-lane.ts";

const exercised: Pick<LaneContractOptions<ReviewLane>, "handlers" | "exercise"> = {
  handlers: {
    async review(ctx) {
      await ctx.review.look("page", () => "looked");
      await ctx.review.mark("seen");
      return ctx.review.read("critic", "two words");
    },
  },
  async exercise(scoria, who) {
    const start = { initialStep: { kind: "review" }, input: "new", review: { level: "light" } } as const;
    const { runId } = await scoria.startRun(who, start);
    return scoria.waitForRun(who, runId, { until: "settled" });
  },
};

onEachEngine("the review lane holds the contract of lanes", (engine) => {
  laneContract({ test, engine, lane: reviewLane, ...exercised });
});

/** The sentences that a lane breaks, by what is wrong with it. */
const broken: readonly [what: string, spoil: (lane: ReviewLane) => Lane, sentence: RegExp][] = [
  [
    "makes a table under another name",
    (lane) => ({
      ...lane,
      migrations: [...lane.migrations, { name: "0002-other", sql: "create table scoria.other ()" }],
    }),
    /tables begin with its name/,
  ],
  [
    "makes a table that row security does not know",
    (lane) => ({
      ...lane,
      migrations: [
        ...lane.migrations,
        { name: "0002-open", sql: "create table scoria.review_open (tenant_id text not null)" },
      ],
    }),
    /protected as core's are/,
  ],
  [
    "counts each entry it is given",
    (lane) =>
      attaching(lane, (attached, host) => ({
        ...attached,
        follow: {
          types: ["review.marked"],
          async take({ runId, tenantId }) {
            await host.tables.query({
              text: `
insert into scoria.review_marks (run_id, seq, tenant_id, text)
select $1, coalesce(max(seq), 0) + 1, $2, 'again' from scoria.review_marks`,
              values: [runId, tenantId],
            });
          },
        },
      })),
    /given the same entries twice/,
  ],
  [
    "shows operators what is not theirs",
    (lane) =>
      attaching(lane, (attached, host) => ({
        ...attached,
        operator: {
          reads: {
            all: {
              permission: "review.read",
              read: async () =>
                (await host.tables.query<{ run_id: string }>({ text: "select run_id from scoria.runs" })).map(
                  ({ run_id }) => run_id,
                ),
            },
          },
        },
      })),
    /tells nothing of another's run/,
  ],
  [
    "does not end when it is told to",
    (lane) =>
      attaching(lane, (attached) => ({
        ...attached,
        jobs: [
          {
            name: "count",
            everyMs: 60_000,
            run: ({ signal }) => (signal.aborted ? new Promise(() => {}) : Promise.resolve()),
          },
        ],
      })),
    /jobs bear to be done twice/,
  ],
  [
    "has a detail that breaks on entries of a later version",
    (lane) =>
      attaching(lane, (attached) => ({
        ...attached,
        detail: (entries) => {
          if (entries.some(({ type }) => type === "review.from-a-later-version")) throw new Error("unknown");
          return { marks: [] };
        },
      })),
    /bears entries that it does not know/,
  ],
];

describe("a lane is found out by the contract when it", () => {
  test.each(broken)("%s", { timeout: 60_000 }, async (_, spoil, sentence) => {
    const found: [name: string, run: () => Promise<void>][] = [];
    laneContract({
      test: (name, run) => found.push([name, run]),
      engine: "pglite",
      lane: () => spoil(reviewLane()) as ReviewLane,
      ...exercised,
    });
    const meant = found.filter(([name]) => sentence.test(name));
    expect(meant).toHaveLength(1);
    for (const [, run] of meant) await expect(run()).rejects.toThrow();
  });
});

/** The lane with what it attached changed. */
function attaching(
  lane: ReviewLane,
  change: (attached: AttachedLane<ReviewParts>, host: LaneHost) => AttachedLane<ReviewParts>,
): ReviewLane {
  return { ...lane, attach: (host) => change(lane.attach(host), host) };
}
