import { readOptions } from "../decode/read-options.ts";
import { invalidInput } from "../errors/core-errors.ts";
import { type Redactor, unredactable } from "../seams/redactor.ts";
import { unescapedView } from "./decoded-view.ts";
import { encodedRuns } from "./encoded-run.ts";
import { type Finding, takeOut } from "./finding.ts";
import { findRegistered, type FindValues } from "./registered-values.ts";
import { findPairs } from "./secret-pairs.ts";
import { findShapes } from "./secret-shapes.ts";

export interface SecretRedactorOptions {
  /**
   * The host's own live secrets, up to 1,000: wherever one stands it is taken out, also percent-encoded, escaped, or in
   * base64. Blanks around one are not part of it. Each has 6 to 4,096 characters. Default: none.
   */
  readonly values?: readonly string[];
}

const shortest = 6;
const longest = 4_096;
const mostValues = 1_000;
// A card number of 14 digits is the shortest that needs none of the other signs. Most keys and many texts are like this.
const shortestShape = 14;
const noShape = /^[\w.,-]*$/;
/** JSON within JSON within a url: text that was escaped more often is looked at no deeper. */
const mostEscapes = 3;
const mostPasses = 4;

/**
 * A redactor that takes secrets of known shapes out of text, and the host's own `values`. What was taken out is replaced by
 * `[redacted:<name>]`, where the name is that of the detector: `[redacted:jwt]`, `[redacted:secret-field]`.
 *
 * Shapes are API keys and tokens with a known prefix, JSON web tokens, private keys, bearer and basic credentials, the
 * user and password of a url, payment card numbers, and whatever stands beside a key such as `password` or `apiKey`. They
 * are found as they are, percent-encoded or escaped up to three times, and inside base64 or hex. A password in the middle
 * of a sentence has no shape: it is found only when it is one of `values`. The time taken is linear in the text's length.
 *
 * This is `createScoria`'s default, without values. A text that is redacted twice is as after the first time.
 *
 * @throws INVALID_INPUT if a value is no well-formed string of 6 to 4,096 characters; its place is named, never the value
 * @throws UNKNOWN_OPTION
 * @example
 * ```ts
 * import { createScoria, secretRedactor } from "@scoria/core";
 *
 * const smtpPassword = process.env.SMTP_PASSWORD;
 * const redactor = secretRedactor({ values: smtpPassword === undefined ? [] : [smtpPassword] });
 * const app = await createScoria({ database: "memory:", redactor });
 * ```
 */
export function secretRedactor(options?: SecretRedactorOptions): Redactor {
  const { values } = readOptions(options, ["values"], "secretRedactor");
  const findValues = findRegistered(readValues(values));
  return Object.freeze({
    text: (value: string): string => {
      try {
        return redactAll(value, findValues);
      } catch {
        // Many megabytes without a break are too much for a pattern.
        return unredactable;
      }
    },
  });
}

/** Until nothing is found: once something is taken out, what stood beside it may be seen for what it is. */
function redactAll(text: string, findValues: FindValues): string {
  let last = text;
  for (let pass = 0; pass < mostPasses; pass += 1) {
    const next = takeOut(last, findSecrets(last, findValues));
    if (next === last) break;
    last = next;
  }
  return last;
}

function findSecrets(text: string, findValues: FindValues): readonly Finding[] {
  if (text.length < shortestShape && noShape.test(text)) return findValues(text);
  const findings = [...lookAt(text, findValues)];
  let sourceOf = (index: number): number => index;
  let view = unescapedView(text);
  for (let level = 0; level < mostEscapes && view !== undefined; level += 1) {
    const outer = sourceOf;
    const inner = view.sourceOf;
    sourceOf = (index) => outer(inner(index));
    for (const { start, end, name } of lookAt(view.text, findValues)) {
      findings.push({ start: sourceOf(start), end: sourceOf(end), name });
    }
    view = unescapedView(view.text);
  }
  return findings;
}

/** A text as it stands, and what is encoded in it once; of that, the whole stretch is the secret. */
function lookAt(text: string, findValues: FindValues): readonly Finding[] {
  const findings = [...findPlain(text, findValues)];
  for (const { start, end, decoded } of encodedRuns(text)) {
    const [first] = findPlain(decoded, findValues);
    if (first !== undefined) findings.push({ start, end, name: first.name });
  }
  return findings;
}

function findPlain(text: string, findValues: FindValues): readonly Finding[] {
  return [...findValues(text), ...findShapes(text), ...findPairs(text)];
}

function readValues(values: unknown): readonly string[] {
  if (values === undefined) return [];
  if (!Array.isArray(values)) throw invalidInput("values", "must be an array of strings");
  if (values.length > mostValues) throw invalidInput("values", `must have at most ${mostValues} items`);
  return values.map((value: unknown, index) => readValue(value, `values[${index}]`));
}

function readValue(value: unknown, path: string): string {
  if (typeof value !== "string") throw invalidInput(path, "must be a string");
  const text = value.trim();
  if (!text.isWellFormed()) throw invalidInput(path, "has a lone surrogate");
  if (text.length < shortest) {
    throw invalidInput(path, `must have at least ${shortest} characters, or ordinary words would be taken out with it`);
  }
  // Longer than this it could be cut in two where the end of a huge text is left out, and pass in halves.
  if (encodeURIComponent(text).length > longest) {
    throw invalidInput(path, `must have at most ${longest} characters when it is percent-encoded`);
  }
  return text;
}
