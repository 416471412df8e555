import type { AttachedLane, Lane, LaneParts } from "../lane/lane.ts";
import type { HandlerEntry } from "../handlers/handler.ts";
import type { Identity } from "../identity/identity.ts";
import { evidenceSentences } from "./lane-contract/evidence.ts";
import { attachingSentences } from "./lane-contract/attaching.ts";
import { holdLaneSentence } from "./lane-contract/lane-scene.ts";
import { tableSentences } from "./lane-contract/tables.ts";
import { workSentences } from "./lane-contract/work.ts";
import type { TestScoria } from "./create-test-scoria.ts";
import type { RegisterTest } from "./register-test.ts";
import type { TestDatabaseOptions, TestEngine } from "./test-database.ts";

export interface LaneContractOptions<L extends Lane> extends TestDatabaseOptions {
  /** The runner's own function. */
  readonly test: RegisterTest;
  /** Makes the lane, anew each time. */
  readonly lane: () => L;
  /** Handlers for the runs of `exercise`. Default: none. */
  readonly handlers?: Readonly<Record<string, HandlerEntry<{ readonly [Name in L["name"]]: L }, unknown>>>;
  /** Has a run do all that the lane can do, and answers its id once it waits or has ended. */
  readonly exercise: (
    scoria: TestScoria<{ readonly [Name in L["name"]]: L }>,
    who: Identity,
  ) => Promise<{ readonly runId: string }>;
  /** Default: `postgres` when a server is named, else `pglite`. */
  readonly engine?: TestEngine;
}

const sentences = [...attachingSentences, ...tableSentences, ...evidenceSentences, ...workSentences];

/**
 * Registers what every lane must hold, as one test for each sentence: that it attaches to fresh databases and to those that
 * have runs, keeps its tables apart and protected, leaves evidence that verifies and reads the same twice, and bears to be
 * given entries and to do its jobs more than once.
 *
 * @example
 * ```ts
 * import { test } from "node:test";
 * import type { Lane } from "@scoria/core/lane";
 * import { laneContract } from "@scoria/core/testing";
 *
 * declare function noteLane(): Lane<"note", { readonly step: { note(text: string): Promise<unknown> } }>;
 *
 * laneContract({
 *   test,
 *   lane: noteLane,
 *   handlers: { take: (ctx) => ctx.note.note("seen") },
 *   async exercise(app, who) {
 *     const { runId } = await app.startRun(who, { initialStep: { kind: "take" } });
 *     return app.waitForRun(who, runId, { until: "settled" });
 *   },
 * });
 * ```
 */
export function laneContract<L extends Lane>({ test, ...options }: LaneContractOptions<L>): void {
  for (const sentence of sentences) {
    test(sentence.name, () =>
      holdLaneSentence(sentence, {
        lane: options.lane as unknown as () => Lane & { attach(...given: never[]): AttachedLane<LaneParts> },
        handlers: options.handlers ?? {},
        exercise: options.exercise as never,
        engine: options.engine,
        ...(options.databaseUrl === undefined ? {} : { databaseUrl: options.databaseUrl }),
      }),
    );
  }
}
