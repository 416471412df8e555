import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { unpackTar } from "./unpack-tar.ts";

let place = "";

beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), "scoria-tar-"));
});

afterEach(async () => {
  await rm(place, { recursive: true, force: true });
});

test("files and folders are written for their owner only", async () => {
  const tar = Buffer.concat([entry("/base", "5"), entry("/base/1", "5"), entry("/base/1/x", "0", "rows"), end]);
  await unpackTar(tar, join(place));
  expect(await readFile(join(place, "base", "1", "x"), "utf8")).toBe("rows");
  if (process.platform !== "win32") {
    const modes = await Promise.all(["base", "base/1/x"].map(async (path) => (await stat(join(place, path))).mode));
    expect(modes.map((mode) => mode & 0o777)).toEqual([0o700, 0o600]);
  }
});

test.each([
  ["that names a place outside", entry("../outside", "0", "evil")],
  ["that names a place outside on its way", entry("base/../../outside", "0", "evil")],
  ["that names another drive", entry("C:\\outside", "0", "evil")],
  ["with a link", entry("link", "2")],
  ["that is cut off", entry("base", "0", "rows").subarray(0, 514)],
  ["without a size", entry("base", "0").fill("x", 124, 136)],
  ["that is empty", Buffer.alloc(0)],
  ["that is none", Buffer.from("no tar ".repeat(200))],
])("a tar %s is refused, and nothing of it is written", async (_, tar) => {
  await expect(unpackTar(tar, join(place, "below"))).rejects.toThrow(/tar/);
  expect(await readdir(place)).toEqual([]);
});

const end = Buffer.alloc(1_024);

function entry(name: string, kind: string, content = ""): Buffer {
  const head = `${name.padEnd(124, "\0")}${content.length.toString(8).padStart(11, "0")}\0`;
  const body = content === "" ? "" : content.padEnd(512, "\0");
  return Buffer.from(`${head.padEnd(156, "\0")}${kind}`.padEnd(512, "\0") + body);
}
