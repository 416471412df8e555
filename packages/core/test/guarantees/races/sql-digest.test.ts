import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { entryDigest, payloadHash, type DigestFields } from "../../../src/journal/hash-chain.ts";
import { serverUrl } from "../../../src/testing/test-databases.ts";
import { countOf, seedOr, timeLimit } from "../proof.ts";
import { openRaceDatabase, printFigure, type RaceDatabase } from "./race-database.ts";

const count = countOf({ usual: 2_000, full: 100_000 });
const atOnce = 2_000;

/** Characters that two ways of writing JSON may write differently; NUL cannot be stored, so the edge refuses it. */
const awkward = fc.constantFrom(
  ...Array.from(
    "\u0001\u0008\u0009\u000a\u000b\u000c\u000d\u001f\u007f\u0080\u009f\u00ad\u2028\u2029\ufeff\ufffd\ufffe\uffff",
  ),
  ...['"', "\\", "/", "<", ">", "&", "'", " ", "%", "$", "{", "}"],
  "\u{1F600}",
  "\u{10FFFF}",
  "e\u0301",
  "\\u0041",
  "\\u0000",
);
const text = fc
  .array(fc.oneof(awkward, fc.string({ unit: "binary" })), { maxLength: 12 })
  .map((parts) => parts.join("").replaceAll("\0", "0"));
const name = text.map((some) => `x${some}`);

const fields = fc.record({
  tenantId: name,
  runId: fc.uuid(),
  epoch: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
  call: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
  type: fc.oneof(fc.constantFrom("step.completed", "run.started"), name),
  at: fc.integer({ min: 0, max: Date.UTC(9999, 0) }),
  stepKey: fc.option(text),
  role: fc.option(text),
  payload: fc.oneof(text, fc.json()),
});

type Fuzzed = Omit<DigestFields, "payloadHash"> & { readonly payload: string };

describe.skipIf(serverUrl === undefined)("the digest of an entry", () => {
  let race: RaceDatabase;

  beforeAll(async () => {
    race = await openRaceDatabase();
  });

  afterAll(async () => race[Symbol.asyncDispose]());

  const byDatabase = async (all: readonly Fuzzed[], digest: string): Promise<readonly string[]> => {
    const digests: string[] = [];
    for (let from = 0; from < all.length; from += atOnce) {
      digests.push(...(await digestsOf(all.slice(from, from + atOnce), digest)));
    }
    return digests;
  };
  const digestsOf = async (some: readonly Fuzzed[], digest: string): Promise<readonly string[]> => {
    const rows = await race.sql<{ digest: string }>(
      `select encode(${digest}, 'hex') as digest
       from unnest($1::text[], $2::uuid[], $3::int[], $4::int[], $5::text[], $6::bigint[], $7::text[], $8::text[], $9::text[])
         with ordinality as f (tenant, run, epoch, call, type, at, step_key, role, payload, n)
       order by n`,
      [
        some.map(({ tenantId }) => tenantId),
        some.map(({ runId }) => runId),
        some.map(({ epoch }) => epoch),
        some.map(({ call }) => call),
        some.map(({ type }) => type),
        some.map(({ at }) => at),
        some.map(({ stepKey }) => stepKey),
        some.map(({ role }) => role),
        some.map(({ payload }) => payload),
      ],
    );
    return rows.map((row) => row.digest);
  };
  const byProcess = (some: readonly Fuzzed[]): readonly string[] =>
    some.map((one) => entryDigest({ ...one, payloadHash: payloadHash(one.payload) }));

  test(
    `is the same in the database and in the process for ${count} fuzzed entries`,
    { timeout: timeLimit(30_000) },
    async () => {
      const seed = seedOr(Date.now() % 2 ** 31);
      const some = fc.sample(fields, { seed, numRuns: count });
      const real =
        "scoria.entry_digest(tenant, run, epoch, call, type, to_timestamp(at / 1000.0)::timestamptz(3), step_key, role, payload)";
      const [database, process_] = [await byDatabase(some, real), byProcess(some)];
      const differ = some.filter((_, at) => database[at] !== process_[at]);
      printFigure({ race: "digest in SQL", seed, count, differ: differ.length });
      expect(differ.slice(0, 3)).toEqual([]);

      // Strings put between quotes as they are, without a role when there is none: what comes to mind first.
      const naive = `sha256(convert_to('{"at":' || at || ',"call":' || call || ',"epoch":' || epoch || ',"payloadHash":"'
      || encode(sha256(convert_to(payload, 'UTF8')), 'hex') || '","role":"' || coalesce(role, '') || '","run":"' || run
      || '","stepKey":"' || coalesce(step_key, '') || '","tenant":"' || tenant || '","type":"' || type || '","v":1}', 'UTF8'))`;
      const unescaped = await byDatabase(some, naive);
      expect(some.filter((_, at) => unescaped[at] !== process_[at]).length).toBeGreaterThan(count / 4);
    },
  );
});
