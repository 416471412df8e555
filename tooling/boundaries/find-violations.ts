import { isBuiltin } from "node:module";
import { posix } from "node:path";
import { importsOf, type ImportSite } from "./imports-of.ts";
import type { PackageRule } from "./package-table.ts";
import type { Manifest, PackageSources } from "./workspace-sources.ts";

/** Each import that breaks a rule, as `<file>:<line> <what is wrong>`. */
export function findViolations(
  one: PackageSources,
  table: Readonly<Record<string, PackageRule>>,
  workspace: readonly PackageSources[],
): readonly string[] {
  const isExample = one.folder.startsWith("examples/");
  const rule = table[one.manifest.name];
  if (!isExample && rule?.folder !== one.folder) {
    return [`${one.folder} ${one.manifest.name} is not in the table of packages under this name and folder`];
  }
  const mayImport = rule?.mayImport ?? Object.keys(table);
  return [...one.sources].flatMap(([file, source]) =>
    importsOf(file, source).flatMap((site) => {
      const { specifier, line } = site;
      const test = isTest(file);
      const allowed = test ? [...mayImport, ...(rule?.testsMayImport ?? [])] : mayImport;
      const wrong = specifier.startsWith(".")
        ? leavesPackage(file, specifier)
        : wrongBareImport(site, test, one.manifest, allowed, workspace);
      return wrong === undefined ? [] : [`${one.folder}/${file}:${line} ${wrong}`];
    }),
  );
}

function leavesPackage(file: string, specifier: string): string | undefined {
  const target = posix.normalize(posix.join(posix.dirname(file), specifier));
  return target.startsWith("..") ? `reaches out of its package by path: ${specifier}` : undefined;
}

function wrongBareImport(
  { specifier, isType }: ImportSite,
  test: boolean,
  manifest: Manifest,
  mayImport: readonly string[],
  workspace: readonly PackageSources[],
): string | undefined {
  if (specifier.startsWith("node:")) return undefined;
  if (isBuiltin(specifier)) return `imports ${specifier} without "node:"`;

  const name = packageNameOf(specifier);
  if (name.startsWith("@scoria/")) {
    if (name !== manifest.name && !mayImport.includes(name)) return `${manifest.name} may not import ${name}`;
    const target = workspace.find((each) => each.manifest.name === name)?.manifest;
    const subpath = `.${specifier.slice(name.length)}`;
    if (target && !Object.hasOwn(target.exports ?? {}, subpath))
      return `imports ${specifier}, which ${name} does not export`;
    if (name === manifest.name) return undefined;
  }
  const declares = isDeclared(name, test, manifest) || (isType && isDeclared(`@types/${name}`, test, manifest));
  return declares ? undefined : `imports ${name}, which its package.json does not declare`;
}

function isDeclared(name: string, test: boolean, manifest: Manifest): boolean {
  const { dependencies, peerDependencies, devDependencies } = manifest;
  const places = test ? [dependencies, peerDependencies, devDependencies] : [dependencies, peerDependencies];
  return places.some((place) => place !== undefined && Object.hasOwn(place, name));
}

function packageNameOf(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

function isTest(file: string): boolean {
  return file.startsWith("test/") || /\.test(-d)?\.ts$/.test(file);
}
