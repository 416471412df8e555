import assert from "node:assert/strict";
import { testIdentity } from "../test-identity.ts";
import type { LaneSentence } from "./lane-scene.ts";

const ana = testIdentity();

export const attachingSentences: readonly LaneSentence[] = [
  {
    name: "a lane attaches to a fresh database, and again to one that it was attached to before",
    async hold({ name, open }) {
      const first = await open();
      const { runId } = await first.scoria.startRun(ana, {});
      await first.scoria.close();
      const { scoria, attached } = await open();
      assert.equal((await scoria.getRun(ana, runId)).status, "completed");
      assert.deepEqual(
        { onFacade: Object.hasOwn(scoria, name) },
        { onFacade: "api" in attached && attached.api !== undefined },
        "The facade has the lane's name just when the lane has an api.",
      );
    },
  },
  {
    name: "a lane attaches to a database that has runs already, and shows them",
    async hold({ name, open, openWithout }) {
      const before = await openWithout();
      const { runId } = await before.startRun(ana, {});
      await before.close();
      const { scoria, attached } = await open();
      const detail = (await scoria.getRunDetail(ana, runId)) as unknown as Readonly<Record<string, unknown>>;
      assert.equal(detail.status, "completed");
      if (attached.detail !== undefined) {
        assert.deepEqual(
          detail[name],
          JSON.parse(JSON.stringify(detail[name])),
          "Its detail of the run is plain JSON.",
        );
      }
    },
  },
  {
    name: "a lane may be left out again: its runs and their evidence stay as they are",
    async hold({ open, openWithout, exercise }) {
      const { scoria } = await open();
      const runId = await exercise(scoria);
      const entries = (await scoria.getRunDetail(ana, runId)).entries;
      await scoria.close();
      const without = await openWithout();
      assert.deepEqual((await without.getRunDetail(ana, runId)).entries.slice(0, entries.length), entries);
      assert.equal((await without.verifyEvidence(ana, runId)).ok, true);
    },
  },
];
