import { ScoriaError } from "@scoria/core";
import { readAllowedPaths, type AllowedPaths } from "./law/allowed-paths.ts";

/** What a handoff hands on, or keeps beside it: each is looked at by the law on projected context. */
export type Looked = "projectedContext" | "handoffInput" | "metadata";

/** The paths that a host lifts, by where they are. */
export interface Allow {
  /** As they were given. */
  readonly paths: readonly string[];
  readonly of: Readonly<Partial<Record<Looked, AllowedPaths>>>;
}

const form = /^(projectedContext|handoffInput|metadata)\.?(?=[^.]|$)(.*)$/s;
const mostPaths = 100;

/** @throws INVALID_INPUT unless each is a path as the law's error names it */
export function readAllow(value: unknown, ...others: readonly Allow[]): Allow {
  const given = value === undefined ? [] : value;
  if (!Array.isArray(given) || given.length > mostPaths || !given.every((path) => typeof path === "string")) {
    throw invalid(`must be an array of at most ${mostPaths} paths`);
  }
  const paths = [...new Set([...others.flatMap((other) => other.paths), ...(given as readonly string[])])];
  const inside: Record<Looked, string[]> = { projectedContext: [], handoffInput: [], metadata: [] };
  for (const path of paths) {
    const [, name, rest] = form.exec(path) ?? [];
    if (name === undefined || !rest) {
      throw invalid('must name paths as the error does, such as "projectedContext.order.token"');
    }
    inside[name as Looked].push(rest);
  }
  return {
    paths,
    of: Object.fromEntries(
      Object.entries(inside).flatMap(([name, of]) => (of.length === 0 ? [] : [[name, readAllowedPaths(of)]])),
    ),
  };
}

function invalid(what: string): ScoriaError<"INVALID_INPUT"> {
  return new ScoriaError("INVALID_INPUT", `allow ${what}.`, { path: "allow" });
}
