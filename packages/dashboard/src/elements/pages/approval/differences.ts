import { isExactNumber } from "../../base/exact-json.ts";
import { childPath, isBranch } from "../../parts/json-nodes.ts";
import { isRedacted } from "../../parts/json-leaf.ts";

/** One value that two documents have, or one of them. */
export interface Difference {
  /** Where it is, as JSONPath: `$.lines[0].cents`. */
  readonly path: string;
  /** `hidden`: it is redacted in one of them, so nobody can tell here. */
  readonly kind: "added" | "removed" | "changed" | "hidden" | "same";
  readonly before?: unknown;
  readonly now?: unknown;
}

/**
 * What differs between two JSON documents, value by value, in the order of the newer one. Objects are compared by name and
 * arrays by place.
 */
export function differencesOf(before: unknown, now: unknown): readonly Difference[] {
  const found: Difference[] = [];
  compare("$", before, now, found);
  return found;
}

const absent = Symbol("absent");

function compare(path: string, before: unknown, now: unknown, found: Difference[]): void {
  if (isBranch(before) && isBranch(now) && Array.isArray(before) === Array.isArray(now)) {
    const names = [...new Set([...Object.keys(now), ...Object.keys(before)])];
    if (names.length === 0) found.push({ path, kind: "same", before, now });
    for (const name of names) {
      const at = childPath(path, Array.isArray(now) ? Number(name) : name);
      compare(at, ownValue(before, name), ownValue(now, name), found);
    }
    return;
  }
  if (before === absent || now === absent) {
    const isAdded = before === absent;
    for (const leaf of leavesOf(path, isAdded ? now : before)) {
      found.push(
        isAdded
          ? { path: leaf.path, kind: "added", now: leaf.value }
          : { path: leaf.path, kind: "removed", before: leaf.value },
      );
    }
    return;
  }
  found.push({ path, kind: kindOf(before, now), before, now });
}

function kindOf(before: unknown, now: unknown): "hidden" | "same" | "changed" {
  if (isRedacted(before) || isRedacted(now)) return "hidden";
  return !isBranch(before) && !isBranch(now) && written(before) === written(now) ? "same" : "changed";
}

/** Numbers are the same when they are written the same: `1.10` is not `1.1` to who has to pay it. */
function written(value: unknown): string {
  return isExactNumber(value) ? value.rawJSON : JSON.stringify(value);
}

function ownValue(owner: object, name: string): unknown {
  return Object.hasOwn(owner, name) ? (owner as Readonly<Record<string, unknown>>)[name] : absent;
}

function leavesOf(path: string, value: unknown): readonly { readonly path: string; readonly value: unknown }[] {
  if (!isBranch(value)) return [{ path, value }];
  const names = Object.keys(value);
  if (names.length === 0) return [{ path, value }];
  return names.flatMap((name) =>
    leavesOf(childPath(path, Array.isArray(value) ? Number(name) : name), ownValue(value, name)),
  );
}
