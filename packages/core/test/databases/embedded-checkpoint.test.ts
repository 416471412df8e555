import { afterEach, expect, test, vi } from "vitest";
import { emptyDatabase, open } from "./fresh-database.ts";

afterEach(() => {
  vi.useRealTimers();
});

test("what was written is checkpointed every few minutes, and nothing is done when nothing was written", async () => {
  const from = await emptyDatabase();
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  await using db = await open("memory:", { from });
  const lastCheckpoint = async (): Promise<unknown> =>
    (await db.reader.query({ text: "select redo_lsn::text as lsn from pg_control_checkpoint()", values: [] })).rows[0]
      ?.lsn;
  /** The statements of a checkpoint take turns with these, so it is over when they are. */
  const afterMinutes = async (): Promise<unknown> => {
    vi.advanceTimersByTime(180_000);
    for (let turn = 0; turn < 10; turn += 1) await db.reader.query({ text: "select 1", values: [] });
    return await lastCheckpoint();
  };

  const opened = await lastCheckpoint();
  await db.writer.query({ text: "create table written (n int)", values: [] });
  const first = await afterMinutes();
  expect(first).not.toBe(opened);
  expect(await afterMinutes()).toBe(first);
  await db.writer.query({ text: "insert into written values (1)", values: [] });
  expect(await afterMinutes()).not.toBe(first);
});
