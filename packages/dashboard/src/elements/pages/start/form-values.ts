import { isExactNumber } from "../../base/exact-json.ts";
import type { FormField } from "./form-field.ts";

/** Where a value is in the input: names of groups, places in lists. */
export type FormPath = readonly (string | number)[];

/** As the API names it: `input.items[0].sku`. */
export function pathText(path: FormPath): string {
  return path.reduce<string>(
    (text, part) => (typeof part === "number" ? `${text}[${part}]` : `${text}.${part}`),
    "input",
  );
}

/** As the id of an element, which no space may be in. */
export function idOf(path: FormPath): string {
  return encodeURIComponent(pathText(path));
}

/** What a field holds before anybody has touched it; `undefined`: nothing. */
export function initialValue(field: FormField, isRequired: boolean): unknown {
  if (field.initial !== undefined) return field.initial;
  if (!isRequired) return undefined;
  switch (field.is) {
    case "fixed":
      return field.value;
    case "yes-no":
      return false;
    case "group":
      return Object.fromEntries(
        field.members.flatMap(({ name, isRequired: isNeeded, field: member }) => {
          const value = initialValue(member, isNeeded);
          return value === undefined ? [] : [[name, value] as const];
        }),
      );
    case "list":
      return Array.from({ length: Math.min(field.minItems, 20) }, () => initialValue(field.item, true) ?? null);
    default:
      return undefined;
  }
}

export function valueAt(root: unknown, path: FormPath): unknown {
  return path.reduce<unknown>((value, part) => {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, part)) return undefined;
    return (value as Readonly<Record<string | number, unknown>>)[part];
  }, root);
}

/** The same with another value at a path. `undefined` leaves a name out; a place in a list stays, and holds nothing. */
export function withValueAt(root: unknown, path: FormPath, value: unknown): unknown {
  const [part, ...rest] = path;
  if (part === undefined) return value;
  if (typeof part === "number") {
    const items: unknown[] = Array.isArray(root) ? [...(root as readonly unknown[])] : [];
    items[part] = withValueAt(items[part], rest, value);
    return items;
  }
  const members = new Map<string, unknown>(isPlain(root) ? Object.entries(root) : []);
  const member = withValueAt(members.get(part), rest, value);
  if (member === undefined) members.delete(part);
  else members.set(part, member);
  return Object.fromEntries(members);
}

/** The first place at which a value is of another kind than its field shows; `undefined` when the form can show all of it. */
export function misfitOf(field: FormField, value: unknown, path: FormPath = []): FormPath | undefined {
  if (value === undefined || (value === null && field.isNullable)) return undefined;
  switch (field.is) {
    case "group": {
      if (!isPlain(value)) return path;
      const known = new Map(field.members.map(({ name, field: member }) => [name, member]));
      for (const [name, member] of Object.entries(value)) {
        const of = known.get(name);
        const misfit = of === undefined ? [...path, name] : misfitOf(of, member, [...path, name]);
        if (misfit !== undefined) return misfit;
      }
      return undefined;
    }
    case "list": {
      if (!Array.isArray(value)) return path;
      for (const [place, item] of value.entries()) {
        const misfit = misfitOf(field.item, item, [...path, place]);
        if (misfit !== undefined) return misfit;
      }
      return undefined;
    }
    case "text":
      return typeof value === "string" ? undefined : path;
    case "number":
      return typeof value === "number" || isExactNumber(value) ? undefined : path;
    case "yes-no":
      return typeof value === "boolean" ? undefined : path;
    case "choice":
      return field.choices.some((choice) => JSON.stringify(choice) === JSON.stringify(value)) ? undefined : path;
    case "fixed":
      return JSON.stringify(field.value) === JSON.stringify(value) ? undefined : path;
    case "json":
      return undefined;
  }
}

function isPlain(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isExactNumber(value);
}
