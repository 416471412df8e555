import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { emptyDatabase, freshFolder, open, openEmbedded } from "./fresh-database.ts";
import { startHolder } from "./holder-process.ts";

test("a second process is refused with the pid of the first", async () => {
  await using folder = await freshFolder();
  await using db = await openEmbedded(`file:${folder.path}/db`, { from: await emptyDatabase() });
  await using rival = await startHolder("open", `${folder.path}/db`);
  expect(await rival.begin()).toBe(`DATABASE_LOCKED {"pid":${process.pid}}`);
  expect((await db.reader.query({ text: "select 1 as one", values: [] })).rows).toEqual([{ one: 1 }]);
});

test("this process is refused with the pid of the other, and the message names it", async () => {
  await using folder = await freshFolder();
  await using holder = await startHolder("lock", folder.path);
  expect(await holder.begin()).toBe("open");
  const opening = open(`file:${folder.path}`);
  await expect(opening).rejects.toMatchObject({
    code: "DATABASE_LOCKED",
    details: { pid: holder.pid },
    message: expect.stringContaining(`process ${holder.pid}`),
  });
});

test("a second opening in one process shares the database, through a link too, and the last closing frees the folder", async () => {
  await using folder = await freshFolder();
  const from = await emptyDatabase();
  const first = await open(`file:${folder.path}/db`, { from });
  await symlink(`${folder.path}/db`, `${folder.path}/link`);
  const second = await open(`file:${folder.path}/link`);
  expect(second.description).toBe(first.description);
  await first.close();
  await using rival = await startHolder("lock", second.description.slice("file:".length));
  expect(await rival.begin()).toBe(`DATABASE_LOCKED {"pid":${process.pid}}`);
  await second.close();
  await using next = await startHolder("lock", second.description.slice("file:".length));
  expect(await next.begin()).toBe("open");
});

test("of two dumps that are opened into one folder at once one is loaded, and the other is refused", async () => {
  await using folder = await freshFolder();
  const from = await emptyDatabase();
  const openings = await Promise.allSettled([
    open(`file:${folder.path}/db`, { from }),
    open(`file:${folder.path}/db`, { from }),
  ]);
  // Which of them comes first is nobody's promise.
  expect(openings.toSorted((one, other) => (one.status < other.status ? -1 : 1))).toMatchObject([
    { status: "fulfilled" },
    {
      status: "rejected",
      reason: { code: "INVALID_INPUT", message: expect.stringContaining("has a database already") },
    },
  ]);
  for (const opening of openings) if (opening.status === "fulfilled") await opening.value.close();
});

test("what a killed process acknowledged is there when the folder is opened again", async () => {
  await using folder = await freshFolder();
  const path = join(folder.path, "db");
  await (await open(`file:${path}`, { from: await emptyDatabase() })).close();
  for (let round = 0; round < 3; round += 1) {
    let last = 0;
    {
      await using holder = await startHolder("write", path);
      await holder.begin();
      while (last < 50 * (round + 1)) last = Number((await holder.nextLine()).split(" ")[1]);
      await holder.kill("SIGKILL");
    }
    await using db = await open(`file:${path}`);
    const { rows } = await db.reader.query<{ n: number; highest: number }>({
      text: "select count(*) as n, max(n) as highest from kept",
      values: [],
    });
    expect(rows[0]?.n).toBe(rows[0]?.highest);
    expect(rows[0]?.n).toBeGreaterThanOrEqual(last);
    await db.writer.query({ text: "drop table kept", values: [] });
  }
});

test(
  "of two processes that come for a killed one's lock exactly one gets it, 20 times of 20",
  { timeout: 120_000 },
  async () => {
    await using folder = await freshFolder();
    {
      await using first = await startHolder("lock", folder.path);
      expect(await first.begin()).toBe("open");
    }
    for (let round = 1; round <= 20; round += 1) {
      await using left = await startHolder("lock", folder.path);
      await using right = await startHolder("lock", folder.path);
      const answers = await Promise.all([left.begin(), right.begin()]);
      const winner = answers[0] === "open" ? left : right;
      expect([round, ...answers.toSorted()]).toEqual([round, `DATABASE_LOCKED {"pid":${winner.pid}}`, "open"]);
    }
  },
);

test("a stopped process keeps its lock", async () => {
  await using folder = await freshFolder();
  await using holder = await startHolder("lock", folder.path);
  await holder.begin();
  process.kill(holder.pid, "SIGSTOP");
  await expect(open(`file:${folder.path}`)).rejects.toMatchObject({
    code: "DATABASE_LOCKED",
    details: { pid: holder.pid },
  });
});

test("the name of a process whose id was given to another one holds nobody up", async () => {
  await using folder = await freshFolder();
  const path = join(folder.path, "db");
  await (await open(`file:${path}`, { from: await emptyDatabase() })).close();
  await using stranger = await startHolder("lock", folder.path);
  await stranger.begin();
  const name = JSON.parse(await readFile(join(folder.path, "scoria.holder"), "utf8")) as object;
  await writeFile(join(path, "scoria.holder"), JSON.stringify({ ...name, startTicks: "1" }));
  await using db = await open(`file:${path}`);
  expect(db.engine).toBe("pglite");
});

test.runIf(process.platform === "linux")(
  "a live process keeps its folder even when the kernel has dropped its lock",
  async () => {
    await using folder = await freshFolder();
    const path = join(folder.path, "db");
    await using db = await openEmbedded(`file:${path}`, { from: await emptyDatabase() });
    await readFile(join(path, "scoria.lock")); // closing any descriptor of it drops the lock of this process
    await using rival = await startHolder("lock", db.description.slice("file:".length));
    expect(await rival.begin()).toBe(`DATABASE_LOCKED {"pid":${process.pid}}`);
  },
);

test("after a dump, and after one was loaded, the kernel's lock is held still", async () => {
  await using folder = await freshFolder();
  await using db = await openEmbedded(`file:${folder.path}/db`, { from: await emptyDatabase() });
  await db.writer.query({ text: "create table kept as select 1 as n", values: [] });
  const from = await db.dump();
  await using copy = await open(`file:${folder.path}/copy`, { from });
  expect((await copy.reader.query({ text: "select n from kept", values: [] })).rows).toEqual([{ n: 1 }]);
  for (const path of [db, copy].map(({ description }) => description.slice("file:".length))) {
    // Of another host's process nobody can tell whether it lives, so only the kernel's lock keeps the rival out.
    const holder = JSON.parse(await readFile(join(path, "scoria.holder"), "utf8")) as object;
    await writeFile(join(path, "scoria.holder"), JSON.stringify({ ...holder, host: "elsewhere.example" }));
    await using rival = await startHolder("lock", path);
    expect(await rival.begin()).toBe(`DATABASE_LOCKED {"pid":${process.pid}}`);
  }
});

test("a path longer than a socket's works", async () => {
  await using folder = await freshFolder();
  const path = join(folder.path, "a".repeat(100), "b".repeat(100));
  await mkdir(path, { recursive: true });
  await using holder = await startHolder("lock", path);
  expect(await holder.begin()).toBe("open");
  await expect(open(`file:${path}`)).rejects.toMatchObject({ code: "DATABASE_LOCKED", details: { pid: holder.pid } });
});

test("a database in memory has no lock and no files", async () => {
  const from = await emptyDatabase();
  await using folder = await freshFolder();
  await using one = await open("memory:", { from });
  await using two = await open("memory:", { from });
  expect([one.description, two.description]).toEqual(["memory:", "memory:"]);
  expect(await readdir(folder.path)).toEqual([]);
});
