import assert from "node:assert/strict";
import { entryTypes } from "../../journal/entry.ts";
import { testIdentity } from "../test-identity.ts";
import type { LaneSentence } from "./lane-scene.ts";

const ana = testIdentity();
const coreTypes: ReadonlySet<string> = new Set(entryTypes);

export const evidenceSentences: readonly LaneSentence[] = [
  {
    name: "a run that a lane takes part in leaves evidence that verifies, with entries of the lane's own under its name",
    async hold({ name, open, exercise }) {
      const { scoria } = await open();
      const runId = await exercise(scoria);
      assert.deepEqual(await scoria.verifyEvidence(ana, runId).then(({ ok }) => ok), true);
      const { entries } = await scoria.getRunDetail(ana, runId);
      const foreign = entries.filter(({ type }) => !coreTypes.has(type) && !type.startsWith(`${name}.`));
      assert.deepEqual(foreign, []);
    },
  },
  {
    name: "a lane's detail is plain JSON and dates, the same each time it is read, and bears entries that it does not know",
    async hold({ name, open, exercise }) {
      const { scoria, attached } = await open();
      const runId = await exercise(scoria);
      const read = async (): Promise<unknown> =>
        ((await scoria.getRunDetail(ana, runId)) as unknown as Readonly<Record<string, unknown>>)[name];
      const first = await read();
      assert.deepEqual(await read(), first);
      if (attached.detail === undefined) return;
      assert.deepEqual(JSON.parse(JSON.stringify(first)), withDatesAsText(first));
      const { entries } = await scoria.getRunDetail(ana, runId);
      const later = { seq: entries.length + 1, type: `${name}.from-a-later-version`, at: new Date(0), payload: null };
      attached.detail([...entries, { ...later, hash: "0".repeat(64) }]);
    },
  },
  {
    name: "what a lane shows operators of one tenant tells nothing of another's run",
    async hold({ open, exercise }) {
      const { scoria, attached } = await open();
      const runId = await exercise(scoria);
      const stranger = scoria.operator({ actorId: "op", tenants: ["initech"] });
      for (const [read, { read: ask }] of Object.entries(attached.operator?.reads ?? {})) {
        const answer = JSON.stringify(await ask(stranger, {}));
        assert.equal(answer.includes(runId), false, `The read "${read}" shows a run of another tenant.`);
      }
    },
  },
];

/** Dates stand in the details of the core as well. */
function withDatesAsText(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(withDatesAsText);
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withDatesAsText(member)]));
}
