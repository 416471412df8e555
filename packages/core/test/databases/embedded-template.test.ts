import { createHash } from "node:crypto";
import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import { afterEach, expect, test, vi } from "vitest";
import { createScoria, type Scoria } from "../../src/index.ts";
import { loggerOf, quietLogger } from "../../src/seams/logger.ts";
import { ana } from "../../src/testing/create-test-scoria.ts";
import { freshFolder, open, type FreshFolder } from "./fresh-database.ts";

const made = expect.stringContaining("was made");
const taken = expect.stringContaining("starts from its template");

afterEach(() => {
  vi.unstubAllEnvs();
});

test(
  "the first start leaves a template, and the next ones start from it, in folders and in memory",
  { timeout: 60_000 },
  async () => {
    await using place = await freshFolder();
    vi.stubEnv("XDG_CACHE_HOME", join(place.path, "cache"));
    expect(await startTelling(`file:${place.path}/one`)).toEqual([made]);
    expect(await startTelling(`file:${place.path}/two`)).toEqual([taken]);
    expect(await startTelling("memory:")).toEqual([taken]);
    expect(await startTelling(`file:${place.path}/two`)).toEqual([]);
  },
);

test("two databases from one template have neither data nor the key of cursors in common", async () => {
  await using place = await withTemplate();
  await using one = await createScoria(quiet(`file:${place.path}/one`));
  await using two = await createScoria(quiet(`file:${place.path}/two`));
  await using three = await createScoria(quiet("memory:"));
  await startTwo(one);
  const { nextCursor } = await one.listRuns(ana, { limit: 1 });
  const cursor = nextCursor ?? "";
  expect((await one.listRuns(ana, { cursor })).runs).toHaveLength(1);
  for (const other of [two, three]) {
    expect((await other.listRuns(ana)).runs).toEqual([]);
    await expect(other.listRuns(ana, { cursor })).rejects.toMatchObject({ code: "INVALID_INPUT" });
  }
  expect(await readFile(place.file)).toEqual(await readFile(await templateOfAllTests()));
});

test.each([
  ["was damaged", Buffer.from("damaged")],
  ["is whole, but no database", sealed(Buffer.from("no tar"))],
])("a template that %s is thrown away, and the database starts all the same", async (_, content) => {
  await using place = await withTemplate(content);
  await using app = await createScoria(quiet(`file:${place.path}/db`));
  await startTwo(app);
  expect((await app.listRuns(ana)).runs).toHaveLength(2);
  expect(await readFile(place.file).catch(() => null)).not.toEqual(content);
});

test("without a cache that can be written to, databases start all the same", async () => {
  await using place = await freshFolder();
  await writeFile(join(place.path, "cache"), "");
  vi.stubEnv("XDG_CACHE_HOME", join(place.path, "cache"));
  expect(await startTelling(`file:${place.path}/db`)).toEqual([expect.stringContaining("without a template")]);
  expect(await startTelling(`file:${place.path}/db`)).toEqual([]);
});

test("a database that starts from the template has the extensions that it asks for", async () => {
  await using place = await withTemplate();
  for (const url of ["memory:", `file:${place.path}/db`]) {
    await using db = await open(url, { extensions: { pg_trgm } });
    await db.writer.query({ text: "create extension pg_trgm", values: [] });
    const { rows } = await db.reader.query({ text: "select similarity('word', 'word') as alike", values: [] });
    expect(rows).toEqual([{ alike: 1 }]);
  }
});

/** What the start of a facade says about templates. */
async function startTelling(database: string): Promise<readonly string[]> {
  const told: string[] = [];
  const logger = loggerOf((level, message) => {
    if (level === "debug" && message.includes("template")) told.push(message);
  });
  await (await createScoria({ database, logger })).close();
  return told;
}

/** A cache that is in force from now on, with this template in it. */
async function withTemplate(content?: Buffer): Promise<FreshFolder & { readonly file: string }> {
  const place = await freshFolder();
  const original = await templateOfAllTests();
  vi.stubEnv("XDG_CACHE_HOME", join(place.path, "cache"));
  const folder = join(place.path, "cache", "scoria");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, original.slice(original.lastIndexOf("embedded-")));
  if (content === undefined) await cp(original, file);
  else await writeFile(file, content, { mode: 0o600 });
  return Object.assign(place, { file });
}

/** The global set-up has left one. */
async function templateOfAllTests(): Promise<string> {
  const folder = join(process.env.SCORIA_TEST_CACHE ?? "", "scoria");
  const names = await readdir(folder);
  expect(names).toEqual([expect.stringMatching(/^embedded-0\.5\.14-\d+\.template$/)]);
  return join(folder, names[0] ?? "");
}

/** A template whose length and hash are right, whatever it holds. */
function sealed(tar: Buffer): Buffer {
  const packed = gzipSync(tar);
  const sha256 = createHash("sha256").update(packed).digest("hex");
  const header = { bytes: packed.length, sha256, tarBytes: tar.length };
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), packed]);
}

function quiet(database: string): { readonly database: string; readonly logger: typeof quietLogger } {
  return { database, logger: quietLogger };
}

async function startTwo(app: Scoria): Promise<void> {
  for (let n = 0; n < 2; n += 1) await app.startRun(ana, {});
}
