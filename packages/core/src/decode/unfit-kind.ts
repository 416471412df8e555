import { types } from "node:util";

/**
 * Names the kind of an object that JSON would turn into nothing or into nonsense, or undefined if it is none of these.
 * Asks for internal slots, not for prototypes, so that objects of other realms are named and no proxy's trap is run.
 */
export function nameUnfitKind(value: object): string | undefined {
  if (types.isDate(value)) return Number.isNaN(Date.prototype.getTime.call(value)) ? "an invalid Date" : undefined;
  if (types.isMap(value) || types.isWeakMap(value)) return "a Map";
  if (types.isSet(value) || types.isWeakSet(value)) return "a Set";
  if (types.isArrayBufferView(value)) return "a typed array or Buffer";
  if (types.isAnyArrayBuffer(value)) return "an ArrayBuffer";
  if (types.isRegExp(value)) return "a RegExp";
  if (types.isPromise(value)) return "a promise that was not awaited";
  if (types.isBoxedPrimitive(value)) return "a boxed primitive";
  return undefined;
}
