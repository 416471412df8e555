import type { Json, JsonObject } from "../decode/json.ts";

/** What JSON holds as it is. `void` is here because a step may return nothing. */
type Scalar = string | number | boolean | null | undefined | void;

type Callable = ((...args: never[]) => unknown) | (abstract new (...args: never[]) => unknown);

/** What JSON throws on, or silently empties. */
type Lost =
  | bigint
  | symbol
  | ReadonlyMap<unknown, unknown>
  | ReadonlySet<unknown>
  | WeakMap<WeakKey, unknown>
  | WeakSet<WeakKey>
  | ArrayBufferLike
  | ArrayBufferView
  | RegExp
  | PromiseLike<unknown>
  | AsyncIterable<unknown>;

interface SaysItsJson {
  toJSON(...args: never[]): unknown;
}

/**
 * Json itself, its lists and its maps. They mention each other without end, so they are known by name and not walked.
 * Types that are merely made of JSON are walked: an interface has no index signature, and a list has its own items.
 */
type IsJson<T> = T extends JsonObject
  ? string extends keyof T
    ? true
    : false
  : T extends readonly Json[]
    ? [Json] extends [T[number]]
      ? true
      : false
    : false;

/**
 * `T` with `never` at each place that JSON would change.
 *
 * It asks one level at a time and leaves the next to the mapped type, so that a type that mentions itself ends.
 */
type AsItIs<T> = 0 extends 1 & T
  ? T
  : unknown extends T
    ? T
    : T extends Scalar
      ? T
      : IsJson<T> extends true
        ? T
        : T extends Lost | Callable | SaysItsJson
          ? never
          : T extends readonly unknown[]
            ? { [Index in keyof T]: undefined extends T[Index] ? AsUnknown<T[Index]> : AsItIs<T[Index]> }
            : { [Key in keyof T]: Key extends symbol ? never : AsItIs<T[Key]> };

/** A list has no place for `undefined`: JSON writes `null` there. Of `any` and `unknown` nothing is known, so they stay. */
type AsUnknown<T> = unknown extends T ? T : never;

type IsAsItIs<T> = [T] extends [AsItIs<T>] ? true : false;

/**
 * What a step gives back: `T` as its JSON reads, on the first execution as on every later one.
 *
 * A type that is plain JSON stays itself, name and all. Else it is mapped as `JSON.stringify` would: what has a `toJSON`
 * becomes its result (`Date` and `URL` become `string`), methods and symbol keys are left out, `undefined` in a list
 * becomes `null`.
 *
 * @example
 * ```ts
 * import type { Recorded } from "@scoria/core";
 *
 * const quote: Recorded<{ total: number; at: Date }> = { total: 12, at: "2026-01-31T09:00:00.000Z" };
 * ```
 */
export type Recorded<T> = IsAsItIs<T> extends true ? T : RecordedPart<T>;

type RecordedPart<T> = T extends Scalar
  ? T
  : IsJson<T> extends true
    ? T
    : T extends Lost
      ? never
      : T extends { toJSON(...args: never[]): infer Result }
        ? Recorded<Result>
        : T extends Callable
          ? undefined
          : T extends readonly unknown[]
            ? RecordedList<T>
            : { [Key in keyof T as KeptKey<Key, T[Key]>]: Recorded<T[Key]> };

type RecordedList<T extends readonly unknown[]> = { [Index in keyof T]: RecordedItem<T[Index]> };

type RecordedItem<T> = unknown extends T
  ? T
  : undefined extends T
    ? Recorded<Exclude<T, undefined | void>> | null
    : Recorded<T>;

type KeptKey<Key, Value> = Key extends symbol
  ? never
  : 0 extends 1 & Value
    ? Key
    : [Value] extends [undefined]
      ? Key
      : [Exclude<Value, undefined>] extends [Callable]
        ? never
        : Key;

/** What stands where a value cannot be recorded, so that the compiler's message says so. */
export interface NotRecordable<Why extends string> {
  readonly "JSON cannot hold this": Why;
}

/**
 * Accepts a `T` that a step can record and refuses, at the place where it is returned, what JSON loses or throws on:
 * `bigint`, `symbol`, a function as the value, `Map`, `Set`, typed arrays, `RegExp`, a stream, a promise inside; nested ones too.
 * Methods of an object are accepted and left out.
 */
export type Recordable<T> = IsAsItIs<T> extends true ? unknown : RecordablePart<T>;

type RecordablePart<T> = 0 extends 1 & T
  ? T
  : unknown extends T
    ? T
    : T extends Scalar
      ? T
      : IsJson<T> extends true
        ? T
        : T extends Lost
          ? NotRecordable<"it would be lost">
          : T extends SaysItsJson
            ? T
            : T extends Callable
              ? NotRecordable<"a function is no value">
              : T extends readonly unknown[]
                ? { [Index in keyof T]: RecordablePart<T[Index]> }
                : { [Key in keyof T]: Exclude<T[Key], undefined> extends Callable ? T[Key] : RecordablePart<T[Key]> };
