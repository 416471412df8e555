import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { coreMigrations } from "../src/database/migrations/index.ts";
import { embeddedTemplate } from "../src/testing/embedded-template.ts";

/**
 * Makes one migrated embedded database for the processes of all test files, so that not each has to make its own. On a
 * server the kit keeps such a template by itself.
 */
export default async function setup(): Promise<() => Promise<void>> {
  process.env.SCORIA_TEST_COMMIT ??= await commitHere();
  const folder = await mkdtemp(join(tmpdir(), "scoria-tests-"));
  // Tests leave nothing in the cache of whoever runs them, and begin from a template all the same.
  process.env.SCORIA_TEST_CACHE = join(folder, "cache");
  process.env.XDG_CACHE_HOME = process.env.SCORIA_TEST_CACHE;
  const dump = await embeddedTemplate([coreMigrations]);
  const file = join(folder, "embedded.tar");
  await writeFile(file, Buffer.from(await dump.arrayBuffer()));
  process.env.SCORIA_TEST_EMBEDDED_DUMP = file;
  return () => rm(folder, { recursive: true, force: true });
}

/** What the figures are about: the commit, and whether the files have changed since. */
async function commitHere(): Promise<string> {
  try {
    const git = ["describe", "--always", "--abbrev=12", "--exclude=*", "--dirty"];
    return (await promisify(execFile)("git", git, { cwd: import.meta.dirname })).stdout.trim();
  } catch {
    return "unknown";
  }
}
