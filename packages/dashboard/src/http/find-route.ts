import { paths, type RouteName } from "../wire/paths.ts";

interface Place {
  readonly name: RouteName;
  readonly method: string;
  readonly segments: readonly string[];
}

const places: readonly Place[] = Object.entries(paths).map(([name, place]) => {
  const [method = "", path = ""] = place.split(" ");
  return { name: name as RouteName, method, segments: path.slice(1).split("/") };
});

export type FoundRoute =
  | { readonly name: RouteName; readonly params: Readonly<Record<string, string>> }
  /** The path is served, by these methods only. */
  | { readonly allow: readonly string[] };

/** The route at a path below `<base>/api`; undefined when there is none. A written segment comes before a `:named` one. */
export function findRoute(method: string, segments: readonly string[]): FoundRoute | undefined {
  const fitting = places
    .filter((place) => place.segments.length === segments.length && fits(place.segments, segments))
    .toSorted((a, b) => countNamed(a.segments) - countNamed(b.segments));
  const found = fitting.find((place) => place.method === method);
  if (found !== undefined) return { name: found.name, params: paramsOf(found.segments, segments) };
  if (fitting.length === 0) return undefined;
  return { allow: [...new Set(fitting.map((place) => place.method))] };
}

function fits(pattern: readonly string[], segments: readonly string[]): boolean {
  return pattern.every((part, at) => (part.startsWith(":") ? segments[at] !== "" : part === segments[at]));
}

function countNamed(pattern: readonly string[]): number {
  return pattern.filter((part) => part.startsWith(":")).length;
}

function paramsOf(pattern: readonly string[], segments: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    pattern.flatMap((part, at) => (part.startsWith(":") ? [[part.slice(1), segments[at] ?? ""]] : [])),
  );
}
