import { onTestFinished } from "vitest";
import type { HandlerEntry } from "../../src/handlers/handler.ts";
import { createTestScoria, type TestScoria } from "../../src/testing/create-test-scoria.ts";
import { createTestDatabase, type TestDatabase, type TestEngine } from "../../src/testing/test-databases.ts";
import { reviewLane, type ReviewLane, type ReviewLaneOptions } from "./review-lane.ts";

export type ReviewScoria = TestScoria<{ review: ReviewLane }>;
type Handlers = Readonly<Record<string, HandlerEntry<{ review: ReviewLane }, unknown>>>;

/** A database of its own, gone when the test is over. */
export async function ownDatabase(engine: TestEngine): Promise<TestDatabase> {
  const on = await createTestDatabase(engine);
  onTestFinished(() => on.drop());
  return on;
}

/** A facade with the review lane; closed, and its database gone, when the test is over. */
export async function openWithReview(
  engine: TestEngine,
  handlers: Handlers,
  options: ReviewLaneOptions & { readonly on?: TestDatabase; readonly worker?: false } = {},
): Promise<ReviewScoria> {
  const { on, worker, ...lane } = options;
  const scoria = await createTestScoria({
    ...(on === undefined ? { engine } : { on }),
    lanes: { review: reviewLane(lane) },
    handlers,
    ...(worker === undefined ? {} : { worker }),
  });
  onTestFinished(() => scoria.close());
  return scoria as unknown as ReviewScoria;
}
