import type { OptionalPart } from "./lanes.ts";

/** What was found in a host. */
export interface HostContents {
  /** The names of the packages that were installed. */
  readonly installed: readonly string[];
  /** The modules that were loaded, as paths from `node_modules`. */
  readonly loaded: readonly string[];
}

/** By what part of a name it is known. A vector search comes under many names, so any of them counts. */
const words: Readonly<Record<OptionalPart, string>> = {
  handoff: "handoff",
  semantic: "semantic",
  knowledge: "knowledge",
  pgvector: "vector",
};

/** Each package and module by which a host shows that it has the part; none: it is without it. */
export function tracesOf(part: OptionalPart, { installed, loaded }: HostContents): readonly string[] {
  const has = (name: string): boolean => name.toLowerCase().includes(words[part]);
  return [
    ...installed.filter(has).map((name) => `${name} is installed`),
    ...loaded.filter(has).map((name) => `${name} was loaded`),
  ];
}

export function isOptionalPart(name: string): name is OptionalPart {
  return Object.hasOwn(words, name);
}
