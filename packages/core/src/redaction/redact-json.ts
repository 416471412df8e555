import { cleanText } from "../decode/clean-text.ts";
import type { Json, JsonObject } from "../decode/json.ts";
import { noRedaction, redactWholeText, type Redactor, unredactable } from "../seams/redactor.ts";
import { isRedactedMark, redactedMark } from "./finding.ts";
import { isSecretKey } from "./secret-key.ts";
import { secretField } from "./secret-pairs.ts";

export interface RedactedJson {
  readonly value: Json;
  /** Whether anything was taken out; if not, `value` is the one that was given. */
  readonly redacted: boolean;
}

// What canonical JSON may have; nothing that core accepts is deeper.
const maxDepth = 256;
const headerName = /^(?:authorization|cookie|\w+(?:-\w+)+)$/i;
const fieldMark = redactedMark(secretField);

/**
 * Plain data with its secrets taken out: of keys, of texts, of numbers that are secrets written as such, and every text
 * and number under a secret key (`password`, `apiKey`, …), under the value of `{ name: "authorization", value }`, and after
 * the name of a secret header in a list of headers. True, false, null and empty text stay. Never throws; with
 * `noRedaction` everything stays.
 */
export function redactJson(value: Json, redactor: Redactor): RedactedJson {
  if (redactor === noRedaction) return { value, redacted: false };
  return redactEach(value, (text) => redactWholeText(text, redactor), { secretKeys: true });
}

/** As `redactJson`, where a function that must not throw says what becomes of a text, and secret keys may count for nothing. */
export function redactEach(
  value: Json,
  redact: (text: string) => string,
  { secretKeys }: { readonly secretKeys: boolean },
): RedactedJson {
  const walk = new RedactionWalk(redact, secretKeys ? isSecretKey : () => false);
  const copy = walk.copy(value, false, 0);
  return walk.changed ? { value: copy, redacted: true } : { value, redacted: false };
}

class RedactionWalk {
  changed = false;
  readonly #redact: (text: string) => string;
  readonly #isSecretKey: (key: string) => boolean;

  constructor(redact: (text: string) => string, isSecret: (key: string) => boolean) {
    this.#redact = redact;
    this.#isSecretKey = isSecret;
  }

  copy(value: Json, isSecret: boolean, depth: number): Json {
    if (typeof value === "string" || typeof value === "number") return this.#scalar(value, isSecret);
    if (typeof value !== "object" || value === null) return value;
    if (depth === maxDepth) return this.#instead(unredactable);
    return isArray(value) ? this.#array(value, isSecret, depth + 1) : this.#record(value, isSecret, depth + 1);
  }

  #scalar(value: string | number, isSecret: boolean): Json {
    const text = String(value);
    if (isSecret) return text === "" || isRedactedMark(text) ? value : this.#instead(fieldMark);
    const redacted = this.#redact(text);
    return redacted === text ? value : this.#instead(cleanText(redacted));
  }

  #array(items: readonly Json[], isSecret: boolean, depth: number): Json {
    const isHeaders = items.length % 2 === 0;
    return items.map((item, at) => {
      const isHeaderValue = isHeaders && at % 2 === 1 && this.#isSecretHeader(items[at - 1]);
      return this.copy(item, isSecret || isHeaderValue, depth);
    });
  }

  #record(record: JsonObject, isSecret: boolean, depth: number): Json {
    const speaksOf = record.name ?? record.key;
    const namesSecret = typeof speaksOf === "string" && this.#isSecretKey(speaksOf);
    const members = new Map<string, Json>();
    for (const [key, member] of Object.entries(record)) {
      const isMemberSecret = isSecret || this.#isSecretKey(key) || (key === "value" && namesSecret);
      members.set(this.#key(key, members), this.copy(member, isMemberSecret, depth));
    }
    // Not by assignment, which the key __proto__ would take for something else.
    return Object.fromEntries(members);
  }

  /** A header's name has a dash or is one of two words; a list of ordinary words is no list of headers. */
  #isSecretHeader(name: Json | undefined): boolean {
    return typeof name === "string" && headerName.test(name) && this.#isSecretKey(name);
  }

  /** Two keys that were secrets keep their members apart. */
  #key(key: string, taken: ReadonlyMap<string, Json>): string {
    const redacted = this.#redact(key);
    const name = redacted === key ? key : this.#instead(cleanText(redacted));
    let unique = name;
    for (let place = taken.size + 1; taken.has(unique); place += 1) unique = `${name} ${place}`;
    return unique;
  }

  #instead<T extends string>(text: T): T {
    this.changed = true;
    return text;
  }
}

// Array.isArray does not narrow a read-only array away from an object.
function isArray(value: readonly Json[] | JsonObject): value is readonly Json[] {
  return Array.isArray(value);
}
