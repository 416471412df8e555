import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";
import type { Environment } from "./environment.ts";

const folder = join(import.meta.dirname, "references");
const record = join(folder, "references.json");
const reports = join(import.meta.dirname, "../../../../../reports/screens");

/** How much of a pixel's brightness and colour may differ, 0 to 1: less than anyone sees. */
const threshold = 0.1;
/** How many pixels of a picture may differ beyond that: none but a corner that was rounded otherwise. */
export const mostPixels = 12;

/** What a picture is compared with, and in what it was made. */
export async function readEnvironment(): Promise<Environment | undefined> {
  try {
    return JSON.parse(await readFile(record, "utf8")) as Environment;
  } catch {
    return undefined;
  }
}

export function isSame(one: Environment | undefined, other: Environment): boolean {
  return isDeepStrictEqual(one, other);
}

/**
 * How many pixels of a picture differ from its reference; all of them when it has another size or there is none. What differs is
 * left in `reports/screens`: as it was expected, as it is, and where.
 */
export async function pixelsThatDiffer(name: string, actual: Buffer): Promise<number> {
  const place = join(reports, name);
  await rm(place, { recursive: true, force: true });
  const expected = await readFile(join(folder, `${name}.png`)).catch(() => undefined);
  const is = PNG.sync.read(actual);
  const all = is.width * is.height;
  if (expected?.equals(actual)) return 0;
  await mkdir(place, { recursive: true });
  await writeFile(join(place, "actual.png"), actual);
  if (expected === undefined) return all;
  await writeFile(join(place, "expected.png"), expected);
  const was = PNG.sync.read(expected);
  if (was.width !== is.width || was.height !== is.height) return all;
  const difference = new PNG({ width: is.width, height: is.height });
  const pixels = pixelmatch(was.data, is.data, difference.data, is.width, is.height, { threshold });
  await writeFile(join(place, "difference.png"), PNG.sync.write(difference));
  if (pixels <= mostPixels) await rm(place, { recursive: true, force: true });
  return pixels;
}

/**
 * Puts these pictures in the place of all that were there. One that is the same by what the tests allow stays as it was: else
 * each update would change a few, and nobody could see which of them are meant.
 */
export async function writeReferences(pictures: ReadonlyMap<string, Buffer>, environment: Environment): Promise<void> {
  const isComparable = isSame(await readEnvironment(), environment);
  await mkdir(folder, { recursive: true });
  const names = new Set([...pictures.keys()].map((name) => `${name}.png`));
  for (const file of await readdir(folder)) {
    if (file.endsWith(".png") && !names.has(file)) await rm(join(folder, file));
  }
  for (const [name, png] of pictures) {
    if (isComparable && (await pixelsThatDiffer(name, png)) <= mostPixels) continue;
    await writeFile(join(folder, `${name}.png`), png);
  }
  await writeFile(record, `${JSON.stringify(environment, null, 2)}\n`);
}
