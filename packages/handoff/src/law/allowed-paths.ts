import { ScoriaError } from "@scoria/core";
import type { ValuePath } from "./value-path.ts";

/** Where the law is lifted. Made by `readAllowedPaths`. */
export interface AllowedPaths {
  /** Whether nothing that stands exactly there is refused: neither for its key nor for what it is. */
  readonly lifts: (path: ValuePath) => boolean;
}

const anyItem = Symbol("[*]");
type Step = string | number | typeof anyItem;

interface AllowedPath {
  readonly steps: readonly Step[];
  /** Whether all that is below is lifted too. */
  readonly isDeep: boolean;
}

const mostPaths = 100;
const longestPath = 1_024;
const step = /\.?([\p{L}_$][\p{L}\p{N}_$-]*)|\[(\d{1,6})\]|\[(\*)\]|\[("(?:[^"\\]|\\.)*")\]/uy;
const below = ".**";

/**
 * Reads the paths that a host lifts the law from, relative to the value: `request.headers`, `items[*].token`,
 * `["x-trace id"]`. They are written as findings name them, without the name of the whole before.
 *
 * A path lifts what is found at exactly that place: its key, and what the value itself is, such as a list of messages or a
 * text with JSON in it. Below it the law still holds: with `request.headers` allowed, `request.headers.authorization` is
 * refused. A path that ends with `.**` lifts what is below as well.
 *
 * @throws INVALID_INPUT unless given an array of at most 100 such paths of up to 1,024 characters
 */
export function readAllowedPaths(given: unknown): AllowedPaths {
  if (!Array.isArray(given)) throw invalid("allow", "must be an array of paths");
  if (given.length > mostPaths) throw invalid("allow", `must have at most ${mostPaths} paths`);
  const paths = given.map((path: unknown, index) => readPath(path, `allow[${index}]`));
  return Object.freeze({ lifts: (at: ValuePath) => paths.some((path) => matches(path, at)) });
}

function readPath(path: unknown, name: string): AllowedPath {
  if (typeof path !== "string") throw invalid(name, "must be a string");
  if (path.length > longestPath) throw invalid(name, `must have at most ${longestPath} characters`);
  const isDeep = path.endsWith(below);
  const steps = readSteps(isDeep ? path.slice(0, -below.length) : path);
  if (steps === undefined) {
    throw invalid(name, 'must be a path below the whole, such as order.token, items[*].headers or ["x y"].**');
  }
  return { steps, isDeep };
}

function readSteps(path: string): readonly Step[] | undefined {
  if (path === "" || path.startsWith(".")) return undefined;
  const steps: Step[] = [];
  for (let at = 0; at < path.length; at = step.lastIndex) {
    step.lastIndex = at;
    const [text, key, index, star, quoted] = step.exec(path) ?? [];
    if (text === undefined) return undefined;
    // A key after another has a dot before it.
    if (key !== undefined && at > 0 && !text.startsWith(".")) return undefined;
    const read = key ?? (star === undefined ? readBracket(index, quoted) : anyItem);
    if (read === undefined) return undefined;
    steps.push(read);
  }
  return steps;
}

function readBracket(index: string | undefined, quoted: string | undefined): Step | undefined {
  if (index !== undefined) return Number(index);
  try {
    return JSON.parse(quoted ?? "") as string;
  } catch {
    return undefined;
  }
}

function matches({ steps, isDeep }: AllowedPath, at: ValuePath): boolean {
  if (at.length < steps.length || (at.length > steps.length && !isDeep)) return false;
  return steps.every((wanted, place) => wanted === at[place] || (wanted === anyItem && typeof at[place] === "number"));
}

/** `what` completes the sentence "allow[2] …". The path itself is not repeated: it may be anything. */
function invalid(path: string, what: string): ScoriaError<"INVALID_INPUT"> {
  return new ScoriaError("INVALID_INPUT", `${path} ${what}.`, { path });
}
