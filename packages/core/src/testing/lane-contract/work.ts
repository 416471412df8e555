import assert from "node:assert/strict";
import { testIdentity } from "../test-identity.ts";
import { contentsOf, type LaneSentence } from "./lane-scene.ts";
import type { EntryWithPayload } from "../../journal/entry.ts";

const ana = testIdentity();
/** Far beyond what an aborted job may take; only a job that hangs comes to it. */
const patienceMs = 30_000;

export const workSentences: readonly LaneSentence[] = [
  {
    name: "a lane that is given the same entries twice stands as if it had been given them once",
    async hold({ name, open, exercise }) {
      const { scoria, attached } = await open();
      const { follow } = attached;
      const runId = await exercise(scoria);
      if (follow === undefined) return;
      const { entries, tenantId } = await scoria.getRunDetail(ana, runId);
      const followed = entries
        .filter((entry): entry is EntryWithPayload => entry.payload !== undefined)
        .filter(({ type }) => follow.types.includes(type));
      assert.notEqual(followed.length, 0, "The run of `exercise` has entries that the lane follows.");
      const { signal } = new AbortController();
      await follow.take({ runId, tenantId, entries: followed, signal });
      const once = await contentsOf(scoria.database.control, name);
      await follow.take({ runId, tenantId, entries: followed, signal });
      assert.equal(await contentsOf(scoria.database.control, name), once);
    },
  },
  {
    name: "a lane's jobs bear to be done twice, and end when they are told to",
    async hold({ open, exercise }) {
      const { scoria, attached } = await open();
      await exercise(scoria);
      for (const { name, run } of attached.jobs ?? []) {
        const { signal } = new AbortController();
        await run({ signal });
        await run({ signal });
        const told = run({ signal: AbortSignal.abort(new Error("the node stops")) });
        assert.notEqual(await within(told), "hangs", `The job "${name}" does not end when it is told to.`);
      }
    },
  },
  {
    name: "a facade with a lane closes while the lane is at work, and a second one goes on",
    async hold({ open, exercise }) {
      const first = await open();
      const runId = await exercise(first.scoria);
      const before = await first.scoria.getRunDetail(ana, runId);
      await first.scoria.close();
      const { scoria } = await open();
      const after = await scoria.getRunDetail(ana, runId);
      assert.deepEqual(after.entries.slice(0, before.entries.length), before.entries);
      assert.equal((await scoria.verifyEvidence(ana, runId)).ok, true);
    },
  },
];

/** A job that is told to end may also reject. */
async function within(work: Promise<void>): Promise<"ended" | "hangs"> {
  const { promise, resolve } = Promise.withResolvers<"hangs">();
  const timer = setTimeout(() => resolve("hangs"), patienceMs);
  try {
    return await Promise.race([
      work.then(
        () => "ended" as const,
        () => "ended" as const,
      ),
      promise,
    ]);
  } finally {
    clearTimeout(timer);
  }
}
