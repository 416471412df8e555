import { onTestFinished } from "vitest";
import { migrateDatabase } from "../../src/database/migrate.ts";
import { coreMigrations } from "../../src/database/migrations/index.ts";
import type { HandlerEntry } from "../../src/handlers/handler.ts";
import { laneMigrations } from "../../src/lane/attach-lanes.ts";
import type { Lane } from "../../src/lane/lane.ts";
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

/** Brings the tables of lanes into a database that has core's. */
export async function migrateLanes(on: TestDatabase, lanes: readonly Lane[]): Promise<void> {
  const database = await on.open();
  await migrateDatabase(database, [coreMigrations, ...laneMigrations(lanes)]);
  await database.close();
}

/** A facade with the review lane; closed, and its database gone, when the test is over. */
export async function openWithReview(
  engine: TestEngine,
  handlers: Handlers,
  options: ReviewLaneOptions & { readonly on?: TestDatabase; readonly worker?: false } = {},
): Promise<ReviewScoria> {
  const { on = await ownDatabase(engine), worker, ...lane } = options;
  await migrateLanes(on, [reviewLane()]);
  const scoria = await createTestScoria({
    on,
    lanes: { review: reviewLane(lane) },
    handlers,
    ...(worker === undefined ? {} : { worker }),
  });
  onTestFinished(() => scoria.close());
  return scoria as unknown as ReviewScoria;
}
