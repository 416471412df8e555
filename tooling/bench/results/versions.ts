import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folders = ["..", "../peers"].map((folder) => join(import.meta.dirname, folder, "node_modules"));

/** The installed versions of packages, the bench's own or its peers'. */
export function versionsOf(names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, versionOf(name)]));
}

function versionOf(name: string): string {
  for (const folder of folders) {
    const manifest = join(folder, name, "package.json");
    if (existsSync(manifest)) return (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version;
  }
  throw new Error(`${name} is not installed.`);
}
