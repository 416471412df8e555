import { cpSync, mkdirSync, readFileSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";

const example = join(import.meta.dirname, "..");

/**
 * Copies the sources of this example into a folder where `@scoria/*` are installed. In the workspace they are links, and what
 * a link leads to is to Next.js a source of the host's own, which it bundles.
 *
 * @returns the folder of the sources
 */
export function installHost(): string {
  const folder = join(example, ".scratch", "installed");
  rmSync(folder, { recursive: true, force: true });
  const isSource = (path: string): boolean => !path.includes(join("next", ".next"));
  cpSync(join(example, "src"), join(folder, "src"), { recursive: true, filter: isSource });
  for (const name of ["@scoria/core", "@scoria/dashboard"]) installPackage(name, join(folder, "node_modules", name));
  return join(folder, "src");
}

/** What a package consists of once it is published, and beside it links to what it depends on. */
function installPackage(name: string, to: string): void {
  const from = realpathSync(join(example, "node_modules", name));
  for (const part of ["package.json", "dist"]) cpSync(join(from, part), join(to, part), { recursive: true });
  const manifest = JSON.parse(readFileSync(join(from, "package.json"), "utf8")) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  for (const dependency of Object.keys(manifest.dependencies)) {
    const link = join(to, "node_modules", dependency);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(realpathSync(join(from, "node_modules", dependency)), link);
  }
}
