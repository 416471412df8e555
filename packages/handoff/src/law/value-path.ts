/** The way to a value: keys of objects and places in lists. */
export type ValuePath = readonly (string | number)[];

/** How a path is written. A key that may not be shown is told by its place among the others. */
export type ShownStep = string | number | { readonly hiddenKey: number };

const plainKey = /^[\p{L}_$][\p{L}\p{N}_$-]{0,63}$/u;
const quotableKey = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]{0,64}$/u;
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cf}]/u;
// A path of 256 long keys is no help to a reader, and there may be 20 of them.
const longest = 400;

/** `projectedContext.order.items[2]["x-y z"]`; the middle of a very long path is left out. */
export function showPath(name: string, steps: readonly ShownStep[]): string {
  const path = name + steps.map(showStep).join("");
  return path.length <= longest ? path : `${path.slice(0, longest / 2)}\u2026${path.slice(1 - longest / 2)}`;
}

/** Whether a key is short and every character of it can be seen. */
export function isShowable(key: string): boolean {
  return quotableKey.test(key) && !invisible.test(key);
}

function showStep(step: ShownStep): string {
  if (typeof step === "number") return `[${step}]`;
  if (typeof step === "object") return `[key ${step.hiddenKey}]`;
  return plainKey.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
}
