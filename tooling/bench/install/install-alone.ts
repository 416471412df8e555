import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { specifierOf } from "./what-to-install.ts";

/** A folder with packages in its `node_modules`, and nothing else there. */
export interface Installed extends AsyncDisposable {
  readonly folder: string;
  /** The packages that npm put there, those asked for included. */
  readonly count: number;
}

/** What its cache has is not asked for again, and a registry that cannot be reached is told of within seconds. */
const options = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--fetch-retries=1"];

/**
 * Has npm install packages into an empty folder, as a stranger would who asks for them and nothing else.
 *
 * No script of theirs runs: what one does is not what is measured here, and some report the install to somebody.
 *
 * @throws Error with what npm said
 */
export async function installAlone(packages: readonly string[]): Promise<Installed> {
  const place = await mkdtemp(join(tmpdir(), "scoria-bench-install-"));
  const remove = (): Promise<void> => rm(place, { recursive: true, force: true });
  try {
    const [folder, packed] = [join(place, "host"), join(place, "packed")];
    await Promise.all([mkdir(folder), mkdir(packed)]);
    await writeFile(join(folder, "package.json"), JSON.stringify({ private: true }));
    const specifiers = await Promise.all(packages.map((name) => specifierOf(name, packed)));
    await npm(["install", `--prefix=${folder}`, ...options, ...specifiers], folder);
    return { folder, count: await countPackages(folder), [Symbol.asyncDispose]: remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function npm(args: readonly string[], cwd: string): Promise<void> {
  const shell = process.platform === "win32";
  try {
    await promisify(execFile)("npm", args, { cwd, env: strangersEnvironment(), shell });
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { readonly stdout?: string; readonly stderr?: string };
    throw new Error(`\`npm ${args.join(" ")}\` failed:\n${stdout}\n${stderr}`, { cause: error });
  }
}

/** Without what the npm that started us told about this workspace. */
function strangersEnvironment(): NodeJS.ProcessEnv {
  const ours = /^(npm_(package|lifecycle)_.*|npm_config_(local_prefix|prefix)|INIT_CWD)$/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
}

/** Those for other machines are in the folder's own lockfile, but not in the one beside what was installed. */
async function countPackages(folder: string): Promise<number> {
  const lock = await readFile(join(folder, "node_modules", ".package-lock.json"), "utf8");
  return Object.keys((JSON.parse(lock) as { readonly packages: Readonly<Record<string, unknown>> }).packages).length;
}
