import type { HandlerEntry } from "@scoria/core";
import { createTestScoria, type TestDatabase, type TestEngine, type TestScoria } from "@scoria/core/testing";
import { onTestFinished } from "vitest";
import { handoffLane, type HandoffLane, type HandoffLaneOptions } from "../src/index.ts";

export type HandoffScoria = TestScoria<{ handoff: HandoffLane }>;
export type Handlers = Readonly<Record<string, HandlerEntry<{ handoff: HandoffLane }, unknown>>>;

export interface OpenOptions extends HandoffLaneOptions {
  /** A database to share with other facades. Default: one of its own on `engine`. */
  readonly on?: TestDatabase;
  /** Default: it executes runs. */
  readonly worker?: false;
}

/** A facade with the lane; closed, and its own database gone, when the test is over. */
export async function openWithHandoff(
  engine: TestEngine,
  handlers: Handlers | undefined,
  { on, worker, ...lane }: OpenOptions = {},
): Promise<HandoffScoria> {
  const scoria = await createTestScoria({
    ...(on === undefined ? { engine } : { on }),
    lanes: { handoff: handoffLane(lane) },
    ...(handlers === undefined ? {} : { handlers }),
    ...(worker === undefined ? {} : { worker }),
  });
  onTestFinished(() => scoria.close());
  return scoria as unknown as HandoffScoria;
}
