import { EventEmitter } from "node:events";
import { types } from "node:util";
import { payloadTooLarge } from "../errors/core-errors.ts";
import { ScoriaError } from "../errors/scoria-error.ts";
import type { Json, JsonObject } from "./json.ts";
import { limits } from "./limits.ts";
import { formatPath, type PathSegment } from "./path.ts";
import { nameUnfitKind } from "./unfit-kind.ts";

/** What differs between data that comes in and what a step returns. */
export interface CopyRules {
  /** How the message calls the value: "input", "the result". */
  readonly name: string;
  readonly maxBytes: number;
  readonly code: "INVALID_INPUT" | "STEP_RESULT_INVALID";
  /** True: mapped as `JSON.stringify` maps it, methods and class go. False: what is not plain data is refused. */
  readonly lenient: boolean;
}

/** A frozen plain copy, and its canonical text. */
export interface JsonCopy {
  readonly value: Json;
  readonly text: string;
  readonly bytes: number;
}

const nulCharacter = "\u0000";
const plainAscii = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;
const prototypeKeys: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/**
 * Copies a value in one walk that reads each property once, so that what was checked is what is kept, whatever
 * getters and proxies answer the second time. The walk ends as soon as a limit is passed. Answers undefined when the
 * value itself is undefined.
 */
export function copyJson(value: unknown, rules: CopyRules): JsonCopy | undefined {
  const walk = new CopyWalk(rules);
  const copy = walk.copy(value);
  return copy === undefined ? undefined : { value: copy, text: walk.text, bytes: walk.bytes };
}

class CopyWalk {
  text = "";
  bytes = 0;
  readonly #rules: CopyRules;
  readonly #path: PathSegment[] = [];
  readonly #ancestors: object[] = [];
  #items = 0;

  constructor(rules: CopyRules) {
    this.#rules = rules;
  }

  copy(value: unknown): Json | undefined {
    const data = this.#asData(value);
    return data === undefined ? undefined : this.#write(data);
  }

  /** The value itself, or what its toJSON gives; that one's own toJSON is not asked. */
  #asData(value: unknown): unknown {
    if (typeof value !== "object" || value === null) return value;
    this.#refuseUnfit(value);
    const toJson = this.#read(() => (value as { readonly toJSON?: unknown }).toJSON);
    if (typeof toJson !== "function") return value;
    const key = String(this.#path.at(-1) ?? "");
    const data = this.#read(() => Reflect.apply(toJson, value, [key]) as unknown);
    if (typeof data === "object" && data !== null) this.#refuseUnfit(data);
    return data;
  }

  #write(data: unknown): Json {
    switch (typeof data) {
      case "string":
        this.#emitString(data, "text");
        return data;
      case "number":
        if (!Number.isFinite(data)) throw this.#refuse("is not a finite number");
        this.#emit(String(data));
        // Negative zero has no canonical text of its own.
        return data === 0 ? 0 : data;
      case "boolean":
        this.#emit(data ? "true" : "false");
        return data;
      case "object":
        if (data !== null) return this.#container(data);
        this.#emit("null");
        return null;
      default:
        throw this.#refuse(`is a ${typeof data}, which JSON cannot hold`);
    }
  }

  #container(value: object): Json {
    if (this.#ancestors.includes(value)) throw this.#refuse("contains itself");
    if (this.#ancestors.length >= limits.depth) throw this.#refuse(`is nested deeper than ${limits.depth}`);
    this.#ancestors.push(value);
    const isArray = this.#read(() => Array.isArray(value));
    const copy = isArray ? this.#array(value as readonly unknown[]) : this.#record(value);
    this.#ancestors.pop();
    return copy;
  }

  #array(value: readonly unknown[]): Json {
    const length = this.#read(() => Number(value.length));
    this.#count(length);
    const copy: Json[] = [];
    this.#emit("[");
    for (let index = 0; index < length; index += 1) {
      this.#path.push(index);
      if (index > 0) this.#emit(",");
      const item = this.#asData(this.#read(() => value[index]));
      if (item === undefined && !this.#rules.lenient) throw this.#refuse("is undefined, or a hole in the array");
      copy.push(this.#write(item ?? null));
      this.#path.pop();
    }
    this.#emit("]");
    return Object.freeze(copy);
  }

  #record(value: object): JsonObject {
    const keys = this.#read(() => Object.keys(value));
    this.#count(keys.length);
    if (this.#rules.lenient) this.#checkStream(value);
    if (!this.#isPlain(value)) this.#checkInstance(value, keys.length);
    const copy: Record<string, Json> = {};
    let separator = "";
    this.#emit("{");
    // Sorted, so that the copy has its keys in the order of the stored text, which is what a replay reads.
    for (const key of keys.sort()) {
      this.#path.push(key);
      this.#checkKey(key);
      const member = this.#asData(this.#read(() => (value as Readonly<Record<string, unknown>>)[key]));
      if (!this.#isLeftOut(key, member)) {
        this.#emit(separator);
        this.#emitString(key, "key");
        this.#emit(":");
        copy[key] = this.#write(member);
        separator = ",";
      }
      this.#path.pop();
    }
    this.#emit("}");
    return Object.freeze(copy);
  }

  #isLeftOut(key: string, member: unknown): boolean {
    if (member === undefined) return true;
    if (typeof member !== "function" || !this.#rules.lenient) return false;
    if (key === "then") throw this.#refuse("makes a promise of its object: await it before it is returned");
    return true;
  }

  /** Plain in any realm: made by a literal, by JSON.parse, or without a prototype. */
  #isPlain(value: object): boolean {
    return this.#read(() => {
      const prototype = Object.getPrototypeOf(value) as object | null;
      return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
    });
  }

  /** A stream, a socket, a model's answer that streams: its properties are its machinery, not what it gives. */
  #checkStream(value: object): void {
    if (this.#read(() => value instanceof EventEmitter || Symbol.asyncIterator in value)) {
      throw this.#refuse("is a stream or an emitter of events; read it, and return what came out of it");
    }
  }

  #checkInstance(value: object, keys: number): void {
    if (!this.#rules.lenient) throw this.#refuse("is an instance of a class; pass plain data");
    if (types.isNativeError(value)) throw this.#refuse("is an Error; throw it, or return its message");
    if (this.#read(() => typeof (value as { readonly then?: unknown }).then === "function")) {
      throw this.#refuse("is a promise that was not awaited");
    }
    // A Response, a stream, an iterator, a class of getters or private fields: its JSON would be {}.
    if (keys === 0) throw this.#refuse("is an instance of a class without any property that JSON can hold");
  }

  #checkKey(key: string): void {
    if (key === "__proto__" || (!this.#rules.lenient && prototypeKeys.has(key))) {
      throw this.#refuse("is a key that can change a prototype");
    }
  }

  #emitString(value: string, kind: "text" | "key"): void {
    // Before anything looks into it: a text of 300 MB must cost nothing.
    if (value.length > this.#rules.maxBytes - this.bytes) throw this.#tooLarge();
    // Most strings: as many bytes as characters, nothing to escape, nothing to refuse.
    if (plainAscii.test(value)) return this.#emit(`"${value}"`);
    if (value.includes(nulCharacter)) throw this.#refuse(`is a ${kind} with a NUL character`);
    if (!value.isWellFormed()) throw this.#refuse(`is a ${kind} with a lone surrogate`);
    const text = JSON.stringify(value);
    this.#emit(text, Buffer.byteLength(text));
  }

  #emit(text: string, bytes: number = text.length): void {
    this.bytes += bytes;
    if (this.bytes > this.#rules.maxBytes) throw this.#tooLarge();
    this.text += text;
  }

  #count(items: number): void {
    this.#items += items;
    // Negated, so that the NaN of a hostile length is over the limit too.
    if (!(this.#items <= limits.items)) throw payloadTooLarge(this.#rules.name, limits.items, "keys and items");
  }

  /** Runs code of the host's: a getter, a toJSON, a proxy's trap. What it throws may hold input, so it goes nowhere. */
  #read<T>(read: () => T): T {
    try {
      return read();
    } catch {
      throw this.#refuse("could not be read: a getter, a toJSON or a proxy threw");
    }
  }

  #refuseUnfit(value: object): void {
    const kind = nameUnfitKind(value);
    if (kind !== undefined) throw this.#refuse(`is ${kind}, which JSON cannot hold`);
  }

  #tooLarge(): ScoriaError<"PAYLOAD_TOO_LARGE"> {
    return payloadTooLarge(this.#rules.name, this.#rules.maxBytes, "bytes");
  }

  #refuse(what: string): ScoriaError<CopyRules["code"]> {
    const path = formatPath(this.#rules.name, this.#path);
    return new ScoriaError<CopyRules["code"]>(this.#rules.code, `${path} ${what}.`, { path });
  }
}
