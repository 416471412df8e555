import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { join, posix } from "node:path";
import { root, type Document } from "./document.ts";
import { anchorsOf, relativeLinksOf } from "./link.ts";

/** Each link of a document whose file or heading is not there, as `<file>:<line> <what is wrong>`. */
export function findBrokenLinks(document: Document): readonly string[] {
  return relativeLinksOf(document.text).flatMap(({ target, line }) => {
    const wrong = whatIsWrong(document, target);
    return wrong === undefined ? [] : [`${document.path}:${line} ${wrong}`];
  });
}

function whatIsWrong(document: Document, target: string): string | undefined {
  if (target.startsWith("#")) return anchorsOf(document.text).has(target.slice(1)) ? undefined : noSuchPlace(target);
  if (target.startsWith("/")) return `${target} starts at the root of a site; write it from this file`;
  const [file = "", anchor] = target.split("#");
  const path = posix.join(posix.dirname(document.path), decodeURIComponent(file));
  const onDisk = join(root, path);
  if (path.startsWith("..")) return `${target} leads out of the repository`;
  if (!existsSync(onDisk) || realpathSync.native(onDisk) !== join(realpathSync.native(root), path.replace(/\/$/, ""))) {
    return `${target} is not there`;
  }
  if (anchor === undefined) return undefined;
  if (statSync(onDisk).isDirectory()) return `${target} points into a folder`;
  const text = readFileSync(onDisk, "utf8");
  const found = path.endsWith(".md") ? anchorsOf(text).has(anchor) : hasLine(text, anchor);
  return found ? undefined : noSuchPlace(target);
}

function noSuchPlace(target: string): string {
  return `${target} names a heading or line that is not there`;
}

function hasLine(text: string, anchor: string): boolean {
  const lines = /^L(\d+)(?:-L(\d+))?$/.exec(anchor);
  return lines !== null && Number(lines[2] ?? lines[1]) <= text.split("\n").length;
}
