import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { quickNetwork } from "../bootstrap/network.mjs";
import { packPackage } from "../packages/pack-package.ts";
import { publicPackages } from "../packages/public-packages.ts";
import { runCommand } from "../test-runner/run-command.ts";

/** A host application outside the workspace, with packed packages in its own `node_modules`. */
export interface Host extends AsyncDisposable {
  readonly folder: string;
  /** The names of all that npm installed; a name stands twice when two copies of it are there. */
  readonly installed: readonly string[];
  /** The packages whose types the compiler read. */
  readonly typesFrom: readonly string[];
  /** Every module of a package that its processes have loaded so far, as a path from `node_modules`. */
  loaded(): readonly string[];
}

/**
 * Copies a host of the folder `hosts` into a folder of its own, installs the packed packages there with npm as a stranger
 * would, and compiles it.
 *
 * @throws Error with the output of what failed
 */
export async function installHost(name: string, packageNames: readonly string[]): Promise<Host> {
  const folder = mkdtempSync(join(tmpdir(), "scoria-host-"));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    cpSync(join(import.meta.dirname, "hosts", name), folder, { recursive: true });
    const tarballs = await Promise.all(packageNames.map((packageName) => packByName(packageName, folder)));
    const tools = ["typescript", "zod", "@types/node"].map((tool) => `${tool}@${pinnedVersion(tool)}`);
    // Without it npm would take the workspace's answer for the folder to install into, when npm started us.
    const args = ["install", `--prefix=${folder}`, "--save-exact", "--no-audit", "--no-fund", ...tarballs, ...tools];
    await run("npm", args, folder);
    const listed = await run(join(folder, "node_modules/.bin/tsc"), ["-p", ".", "--listFiles"], folder);
    return {
      folder,
      installed: installedIn(folder),
      typesFrom: packagesOf(listed),
      loaded: () => loadedIn(folder),
      [Symbol.asyncDispose]: async () => remove(),
    };
  } catch (error) {
    remove();
    throw error;
  }
}

function packByName(name: string, into: string): Promise<string> {
  const found = publicPackages().find(({ manifest }) => manifest.name === name);
  if (found === undefined) throw new Error(`There is no public package ${name}.`);
  return packPackage(found.folder, into);
}

async function run(command: string, args: readonly string[], folder: string): Promise<string> {
  const { signal } = new AbortController();
  const { code, output } = await runCommand(command, args, { cwd: folder, env: strangersEnvironment(), signal });
  if (code !== 0) throw new Error(`\`${[command, ...args].join(" ")}\` ended with ${code}:\n${output}`);
  return output;
}

/** Without what the npm that started us told about this workspace. */
function strangersEnvironment(): NodeJS.ProcessEnv {
  const ours = /^(npm_(package|lifecycle)_.*|npm_config_(local_prefix|prefix)|INIT_CWD|CI)$/;
  return quickNetwork(Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name))));
}

/** The host gets the very versions that the workspace has, which npm's cache or pnpm's registry answered before. */
function pinnedVersion(name: string): string {
  const manifest = readFileSync(join(import.meta.dirname, "node_modules", name, "package.json"), "utf8");
  return (JSON.parse(manifest) as { readonly version: string }).version;
}

function installedIn(folder: string): readonly string[] {
  const lock = readFileSync(join(folder, "package-lock.json"), "utf8");
  const { packages } = JSON.parse(lock) as { readonly packages: Readonly<Record<string, unknown>> };
  return Object.keys(packages)
    .flatMap((path) => packageNameIn(path) ?? [])
    .sort();
}

function packagesOf(listed: string): readonly string[] {
  return [...new Set(listed.split("\n").flatMap((path) => packageNameIn(path) ?? []))].sort();
}

function packageNameIn(path: string): string | undefined {
  return /^.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path.replaceAll("\\", "/"))?.[1];
}

/** As `tell-loaded.mjs` wrote it down. */
function loadedIn(folder: string): readonly string[] {
  const note = join(folder, "loaded-modules.txt");
  if (!existsSync(note)) return [];
  const urls = readFileSync(note, "utf8").trimEnd().split("\n");
  return [...new Set(urls.map((url) => url.replace(/^.*\/node_modules\//, "")))].sort();
}
