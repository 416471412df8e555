import { mkdir, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { emptyDatabase, freshFolder, open } from "./fresh-database.ts";
import { startHolder } from "./holder-process.ts";

test("a missing folder is made, with those above it, for its owner only", async () => {
  await using folder = await freshFolder();
  const path = join(folder.path, "above", "db");
  await (await open(`file:${path}`, { from: await emptyDatabase() })).close();
  expect((await stat(path)).mode & 0o777).toBe(0o700);
  await using again = await open(`file:${path}`);
  expect(again.description).toBe(`file:${path}`);
});

test("an empty folder becomes a database without a dump, too, and belongs to its owner only", async () => {
  await using folder = await freshFolder();
  const path = join(folder.path, "db");
  await mkdir(path, { mode: 0o755 });
  await (await open(`file:${path}`)).close();
  expect((await stat(path)).mode & 0o777).toBe(0o700);
  expect(await readdir(path)).not.toContain("scoria.initialising");
  await (await open(`file:${path}`)).close();
});

test("a database that was being made when its process was killed is made anew", async () => {
  await using folder = await freshFolder();
  const path = join(folder.path, "db");
  {
    await using holder = await startHolder("open", path);
    void holder.begin();
    await expect
      .poll(() => readdir(path).catch(() => []), { timeout: 20_000, interval: 5 })
      .toContain("scoria.initialising");
    await holder.kill("SIGKILL");
  }
  await mkdir(join(path, "base"), { recursive: true });
  await writeFile(join(path, "base", "half"), "");
  await using db = await open(`file:${path}`, { from: await emptyDatabase() });
  expect(await readdir(path)).not.toContain("scoria.initialising");
  expect(await readdir(join(path, "base"))).not.toContain("half");
  expect((await db.reader.query({ text: "select 1 as one", values: [] })).rows).toEqual([{ one: 1 }]);
});

test("a folder of other files is refused, and they are kept", async () => {
  await using folder = await freshFolder();
  await writeFile(join(folder.path, "letters.txt"), "dear");
  await expect(open(`file:${folder.path}`)).rejects.toMatchObject({ code: "DATABASE_UNAVAILABLE", retryable: false });
  expect(await readFile(join(folder.path, "letters.txt"), "utf8")).toBe("dear");
  expect(await readdir(folder.path)).not.toContain("PG_VERSION");
});

test.each([
  ["without PG_VERSION", (path: string) => rm(join(path, "PG_VERSION"))],
  ["with an empty PG_VERSION", (path: string) => truncate(join(path, "PG_VERSION"))],
  ["without its catalog", (path: string) => rm(join(path, "global"), { recursive: true })],
  ["of another version", (path: string) => writeFile(join(path, "PG_VERSION"), "15\n")],
])("a database %s is refused and never made anew", async (_, damage) => {
  await using folder = await freshFolder();
  const path = join(folder.path, "db");
  for (const part of ["global", "base", "pg_wal"]) await mkdir(join(path, part), { recursive: true });
  await writeFile(join(path, "PG_VERSION"), "18\n");
  await writeFile(join(path, "base", "kept"), "rows");
  await damage(path);
  await expectRefusedTwice(path);
});

test("a database with a cut pg_control is refused and never made anew, and its lock is free again", async () => {
  await using folder = await freshFolder();
  const path = join(folder.path, "db");
  await (await open(`file:${path}`, { from: await emptyDatabase() })).close();
  await truncate(join(path, "global", "pg_control"));
  await expectRefusedTwice(path);
});

async function expectRefusedTwice(path: string): Promise<void> {
  const readAll = async (): Promise<string[]> =>
    (await readdir(path, { recursive: true })).filter((name) => !/^(scoria\.|postmaster\.pid$)/.test(name)).sort();
  const before = await readAll();
  for (let attempt = 0; attempt < 2; attempt += 1) {
    await expect(open(`file:${path}`)).rejects.toMatchObject({ code: "DATABASE_UNAVAILABLE", retryable: false });
  }
  expect(await readAll()).toEqual(before);
}

test("a file in the folder's place, or above it, is refused", async () => {
  await using folder = await freshFolder();
  await writeFile(join(folder.path, "file"), "");
  await expect(open(`file:${folder.path}/file`)).rejects.toMatchObject({ code: "INVALID_INPUT" });
  await expect(open(`file:${folder.path}/file/db`)).rejects.toMatchObject({ code: "INVALID_INPUT" });
});

// These refuse everybody, root too.
test.runIf(process.platform === "linux").each(["/sys/kernel", "/sys/kernel/scoria"])(
  "the folder %s, which cannot be written to, is refused by name",
  async (path) => {
    await expect(open(`file:${path}`)).rejects.toMatchObject({
      code: "DATABASE_UNAVAILABLE",
      retryable: false,
      message: expect.stringContaining(`folder ${path}`),
    });
  },
);

test("a dump is never loaded over a database", async () => {
  await using folder = await freshFolder();
  const from = await emptyDatabase();
  await (await open(`file:${folder.path}/db`, { from })).close();
  await expect(open(`file:${folder.path}/db`, { from })).rejects.toMatchObject({ code: "INVALID_INPUT" });
  await (await open(`file:${folder.path}/db`)).close();
});

test("what is no dump is refused, and the folder can be used afterwards", async () => {
  await using folder = await freshFolder();
  await expect(open(`file:${folder.path}/db`, { from: new Blob(["nothing"]) })).rejects.toMatchObject({
    code: "DATABASE_UNAVAILABLE",
  });
  await (await open(`file:${folder.path}/db`, { from: await emptyDatabase() })).close();
});

test.each(["file:", "file://host/path", "file:a\u0000b", "file:a\nb"])("%j is no folder", async (url) => {
  await expect(open(url)).rejects.toMatchObject({ code: "INVALID_INPUT" });
});

test("the three-slash form is decoded, the plain form is taken as it is", async () => {
  await using folder = await freshFolder();
  const from = await emptyDatabase();
  await using decoded = await open(`file://${folder.path}/a%20b`, { from });
  await using plain = await open(`file:${folder.path}/c%20d`, { from });
  expect([decoded.description, plain.description]).toEqual([`file:${folder.path}/a b`, `file:${folder.path}/c%20d`]);
});

test.each(["mysql://app:hunter2@db/x", "hunter2", "", "memory://", "http://hunter2"])(
  "the url %j is refused without a word of it",
  async (url) => {
    const error: unknown = await open(url).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "INVALID_INPUT", message: expect.stringContaining('"memory:"') });
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain("hunter2");
  },
);
