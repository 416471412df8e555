import { isExactNumber } from "../base/exact-json.ts";

/** One line of a tree of JSON. */
export interface JsonNode {
  /** Where it is, as JSONPath: `$.order.lines[0]["unit price"]`. */
  readonly path: string;
  readonly level: number;
  /** Its name or place in what it is in; `undefined` at the root. */
  readonly name: string | number | undefined;
  readonly value: unknown;
  readonly place: number;
  readonly siblings: number;
}

/** So many items of an array or object are shown, and so many more each time they are asked for. */
export const itemsAtOnce = 100;

export function isBranch(value: unknown): value is object {
  return typeof value === "object" && value !== null && !isExactNumber(value);
}

export function itemsOf(value: object): readonly (readonly [string | number, unknown])[] {
  return Array.isArray(value) ? value.map((item, place) => [place, item] as const) : Object.entries(value);
}

export function countOf(value: object): number {
  return Array.isArray(value) ? value.length : Object.keys(value).length;
}

/** What is open, and how many items of it are shown. */
export interface Opened {
  readonly isOpen: (node: JsonNode) => boolean;
  readonly shownOf: (path: string) => number;
}

/** The lines that are to be seen, from top to bottom. A `JsonRest` stands for items that are not shown yet. */
export function visibleNodes(root: unknown, opened: Opened): readonly (JsonNode | JsonRest)[] {
  const lines: (JsonNode | JsonRest)[] = [];
  const add = (node: JsonNode): void => {
    lines.push(node);
    if (!isBranch(node.value) || !opened.isOpen(node)) return;
    const items = itemsOf(node.value);
    const shown = opened.shownOf(node.path);
    for (const [place, [name, value]] of items.slice(0, shown).entries()) {
      const path = childPath(node.path, name);
      add({ path, level: node.level + 1, name, value, place: place + 1, siblings: items.length });
    }
    if (items.length > shown) lines.push({ restOf: node.path, level: node.level + 1, count: items.length - shown });
  };
  add({ path: "$", level: 1, name: undefined, value: root, place: 1, siblings: 1 });
  return lines;
}

export interface JsonRest {
  readonly restOf: string;
  readonly level: number;
  readonly count: number;
}

/** The path of what it is in; `undefined` at the root. */
export function parentOf(nodes: readonly (JsonNode | JsonRest)[], place: number): number | undefined {
  const level = nodes[place]?.level ?? 0;
  for (let before = place - 1; before >= 0; before -= 1) if ((nodes[before]?.level ?? 0) < level) return before;
  return undefined;
}

export function childPath(path: string, name: string | number): string {
  if (typeof name === "number") return `${path}[${name}]`;
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? `${path}.${name}` : `${path}[${JSON.stringify(name)}]`;
}
