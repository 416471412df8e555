import { nearestKey } from "../decode/nearest-key.ts";
import type { Environment } from "./read-settings.ts";
import { allSettings } from "./settings-table.ts";

/** A variable that looks like a setting and is none. */
export interface UnknownVariable {
  readonly name: string;
  readonly nearest: string | null;
}

const prefix = "SCORIA_";
// The names of a deployment stand in its files; what is odd enough to be something else is not repeated.
const showable = /^SCORIA_[A-Z0-9_]{1,60}$/i;
const most = 20;

/** Up to 20, in the order of their names. Those of tests are left alone. */
export function unknownVariables(env: Environment): readonly UnknownVariable[] {
  const known = allSettings.map(({ variable }) => variable.slice(prefix.length));
  return Object.keys(env)
    .filter((name) => showable.test(name) && !/^SCORIA_TEST_/i.test(name))
    .filter((name) => !known.includes(name.slice(prefix.length)))
    .toSorted()
    .slice(0, most)
    .map((name) => {
      // Without the prefix, which all of them share: it would make everything look near to everything.
      const nearest = nearestKey(name.slice(prefix.length), known);
      return { name, nearest: nearest === null ? null : `${prefix}${nearest}` };
    });
}

export function describeUnknown({ name, nearest }: UnknownVariable): string {
  const advice = nearest === null ? "Take it away if nothing else reads it." : `Did you mean ${nearest}?`;
  return `The variable ${name} is no setting of Scoria, so it changes nothing. ${advice}`;
}
