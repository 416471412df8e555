import { createHash } from "node:crypto";
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { quietLogger } from "../seams/logger.ts";
import { takeTemplate } from "./pglite-template.ts";

const tar = Buffer.alloc(50_000, "a cluster ");
let place = "";

beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), "scoria-cache-"));
  vi.stubEnv("XDG_CACHE_HOME", join(place, "cache"));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(place, { recursive: true, force: true });
});

test("what was made is kept for this user only, under the engine's version, and taken from then on", async () => {
  expect(await take()).toEqual({ tar, wasMade: true });
  expect(await take()).toEqual({ tar, wasMade: false });
  expect(await take("0.9.0")).toEqual({ tar, wasMade: true });
  expect(await readdir(folder())).toEqual(["embedded-0.5.14-1.template", "embedded-0.9.0-1.template"]);
  if (process.platform !== "win32") {
    const modes = await Promise.all([folder(), file()].map(async (path) => (await stat(path)).mode & 0o777));
    expect(modes).toEqual([0o700, 0o600]);
  }
});

const lineEnd = (content: Buffer): number => content.indexOf("\n") + 1;

test.each<[string, (content: Buffer) => Buffer]>([
  ["is empty", () => Buffer.alloc(0)],
  ["was half written", (content) => content.subarray(0, content.length / 2)],
  ["lost its last byte", (content) => content.subarray(0, -1)],
  ["has a byte too many", (content) => Buffer.concat([content, Buffer.from("x")])],
  ["has one bit turned", (content) => Buffer.from(content.with(content.length - 9, (content.at(-9) ?? 0) ^ 1))],
  ["has no header", (content) => content.subarray(lineEnd(content))],
  ["has a header without content", (content) => content.subarray(0, lineEnd(content))],
  ["has another header", (content) => Buffer.concat([Buffer.from("null\n"), content.subarray(lineEnd(content))])],
  ["says that it is larger than any", (content) => sealed(content.subarray(lineEnd(content)), 2 ** 40)],
  ["is larger than it says", (content) => sealed(content.subarray(lineEnd(content)), 100)],
  ["is smaller than it says", (content) => sealed(content.subarray(lineEnd(content)), 60_000)],
  ["is not compressed", (content) => sealed(gunzipSync(content.subarray(lineEnd(content))), 50_000)],
])("a template that %s is made again", async (_, damage) => {
  await take();
  const whole = await readFile(file());
  await writeFile(file(), damage(whole));
  expect(await take()).toEqual({ tar, wasMade: true });
  expect(await take()).toEqual({ tar, wasMade: false });
});

test("one that was discarded is made again", async () => {
  const template = await takeTemplate("0.5.14", async () => tar, quietLogger);
  await template?.discard();
  expect(await take()).toEqual({ tar, wasMade: true });
});

test("many that come at once leave one whole template and no drafts", async () => {
  const all = await Promise.all(Array.from({ length: 20 }, () => take()));
  expect(all.map((each) => each?.tar.equals(tar))).toEqual(Array<boolean>(20).fill(true));
  expect(await readdir(folder())).toEqual(["embedded-0.5.14-1.template"]);
  expect(await take()).toEqual({ tar, wasMade: false });
});

test("without a cache folder there is no template, and nothing is made", async () => {
  await writeFile(join(place, "cache"), "");
  expect(await take()).toBeNull();
  // It refuses everybody, root too.
  vi.stubEnv("XDG_CACHE_HOME", process.platform === "linux" ? "/sys/kernel" : join(place, "cache", "below"));
  expect(await take()).toBeNull();
});

test("a template that cannot be kept is used all the same", async () => {
  await mkdir(file(), { recursive: true });
  await writeFile(join(file(), "in-its-place"), "");
  await chmod(folder(), 0o700);
  expect(await take()).toEqual({ tar, wasMade: true });
});

test.skipIf(process.platform === "win32")("one that others may write to is not used", async () => {
  await take();
  await chmod(file(), 0o622);
  expect(await take()).toMatchObject({ wasMade: true });
  await chmod(folder(), 0o720);
  expect(await take()).toBeNull();
});

test.skipIf(process.platform === "win32")("one behind a link is not used", async () => {
  await take();
  await writeFile(join(place, "elsewhere"), await readFile(file()), { mode: 0o600 });
  await rm(file());
  await symlink(join(place, "elsewhere"), file());
  expect(await take()).toMatchObject({ wasMade: true });
  await rm(folder(), { recursive: true });
  await mkdir(join(place, "folder"), { mode: 0o700 });
  await symlink(join(place, "folder"), folder());
  expect(await take()).toBeNull();
});

// Only root can give a file away.
test.runIf(process.geteuid?.() === 0)("one of another user is not used", async () => {
  await take();
  await chown(file(), 4_242, 4_242);
  expect(await take()).toMatchObject({ wasMade: true });
  await chown(folder(), 4_242, 4_242);
  expect(await take()).toBeNull();
});

async function take(version = "0.5.14"): Promise<{ readonly tar: Buffer; readonly wasMade: boolean } | null> {
  let wasMade = false;
  const make = async (): Promise<Buffer> => {
    wasMade = true;
    return tar;
  };
  const template = await takeTemplate(version, make, quietLogger);
  return template === null ? null : { tar: template.tar, wasMade };
}

function folder(): string {
  return join(place, "cache", "scoria");
}

function file(): string {
  return join(folder(), "embedded-0.5.14-1.template");
}

/** With a length and a hash that are right, whatever it holds. */
function sealed(packed: Buffer, tarBytes: number): Buffer {
  const sha256 = createHash("sha256").update(packed).digest("hex");
  return Buffer.concat([Buffer.from(`${JSON.stringify({ bytes: packed.length, sha256, tarBytes })}\n`), packed]);
}
