import type { Json, JsonObject } from "@scoria/core";
import type { AllowedPaths } from "./allowed-paths.ts";
import { carries, isArray } from "./carries.ts";
import { reasonsInLines, reasonsOfContainer } from "./container-law.ts";
import { hiddenInText, textOfCodes } from "./hidden-values.ts";
import type { NameLaw } from "./name-laws.ts";
import { namedValues } from "./named-values.ts";
import { reasonsInText } from "./text-law.ts";
import type { UnsafeFinding, UnsafeReason } from "./unsafe-finding.ts";
import { unsafeName } from "./unsafe-name.ts";
import { isShowable, type ShownStep, showPath } from "./value-path.ts";

const mostFindings = 20;
/** JSON in base64 in JSON in a url: nobody wraps a slice for another role more often. */
const mostWrappings = 6;
// What canonical JSON may have; nothing that core accepts is deeper.
const mostDepth = 256;
/** Of what is hidden in texts, in characters. It is less than the text it is in, unless it is hidden over and over. */
const mostHidden = 400_000;
/** From this on a number may be that of a payment card. */
const smallestCard = 1e13;
// Neither a secret nor anything encoded, and short enough to be shown.
const isWord = /^[A-Za-z_.-]{0,64}$/;

/** Where a value stands. What is hidden in a text stands where the text does. */
interface Place {
  readonly parent?: Place;
  readonly step?: string | number;
  readonly shown?: ShownStep;
  readonly depth: number;
  /** How many texts are around it. */
  readonly wrappings: number;
  /** Whether it is part of a list of messages that was told already. */
  readonly isTold: boolean;
  /** Why what stands there is refused already; looking for that once more within a text would tell nothing. */
  readonly reasons: Set<UnsafeReason>;
}

/** One look at a whole value. */
export class LawWalk {
  readonly findings: UnsafeFinding[] = [];
  readonly #name: string;
  readonly #allow: AllowedPaths | undefined;
  readonly #laws = new Map<string, NameLaw | undefined>();
  readonly #told = new Set<string>();
  #hidden = 0;

  constructor(name: string, allow: AllowedPaths | undefined) {
    this.#name = name;
    this.#allow = allow;
  }

  look(value: Json): void {
    this.#look(value, { depth: 0, wrappings: 0, isTold: false, reasons: new Set() });
  }

  /** Whether anything was refused there or below, even if it is lifted; so do all that follow. */
  #look(value: Json, place: Place): boolean {
    if (this.findings.length >= mostFindings) return true;
    if (typeof value === "string") return this.#text(value, place);
    if (typeof value === "number") return Math.abs(value) >= smallestCard && this.#text(String(value), place);
    if (typeof value !== "object" || value === null) return false;
    return place.depth > mostDepth ? this.#refuse(place, ["nested-too-deep"]) : this.#container(value, place);
  }

  #text(text: string, place: Place): boolean {
    if (this.findings.length >= mostFindings) return true;
    const isRefused = this.#refuse(place, reasonsInText(text, place.reasons));
    const hidden = hiddenInText(text);
    if (hidden.length === 0) return isRefused;
    // What was parsed is no longer than the text that it was parsed from.
    this.#hidden += text.length;
    for (const value of hidden) this.#hidden += typeof value === "string" ? value.length : 0;
    if (place.wrappings === mostWrappings || this.#hidden > mostHidden) return this.#refuse(place, ["nested-too-deep"]);
    const inside: Place = { ...place, depth: 0, wrappings: place.wrappings + 1 };
    return hidden.map((value) => this.#look(value, inside)).includes(true) || isRefused;
  }

  #container(value: readonly Json[] | JsonObject, place: Place): boolean {
    const reasons = reasonsOfContainer(value).filter((reason) => reason !== "message-list" || !place.isTold);
    const isTold = place.isTold || (reasons.includes("message-list") && !this.#isLifted(place));
    const around = { ...place, isTold };
    const results = [this.#refuse(place, reasons)];
    for (const { name, value: named, at } of namedValues(value)) {
      results.push(this.#named(name, named, stepTo(around, at, at)));
    }
    if (isArray(value)) {
      for (const [index, item] of value.entries()) results.push(this.#look(item, stepTo(around, index, index)));
    } else {
      for (const [at, [key, member]] of Object.entries(value).entries()) {
        results.push(this.#member(key, member, around, at));
      }
    }
    const codes = textOfCodes(value);
    if (codes !== undefined) results.push(this.#text(codes, around));
    if (results.includes(true)) return true;
    return this.#refuse(place, reasonsInLines(value));
  }

  #member(key: string, value: Json, around: Place, at: number): boolean {
    const hiddenKey = { hiddenKey: at + 1 };
    const isKeyRefused = !isWord.test(key) && this.#text(key, stepTo(around, key, hiddenKey));
    const place = stepTo(around, key, !isKeyRefused && isShowable(key) ? key : hiddenKey);
    const isNameRefused = this.#named(key, value, place);
    return this.#look(value, place) || isNameRefused || isKeyRefused;
  }

  #named(name: string, value: Json, place: Place): boolean {
    const law = this.#lawOn(name);
    if (law === undefined || !carries(law.carrier, value)) return false;
    // In the text of a program `{ "headers": {} }` is where they will be.
    return !(place.wrappings > 0 && isEmpty(value)) && this.#refuse(place, [law.reason]);
  }

  /** Many objects of a list have the same keys. */
  #lawOn(name: string): NameLaw | undefined {
    if (!this.#laws.has(name)) this.#laws.set(name, unsafeName(name));
    return this.#laws.get(name);
  }

  #refuse(place: Place, reasons: readonly UnsafeReason[]): boolean {
    if (reasons.length === 0) return false;
    for (const reason of reasons) place.reasons.add(reason);
    if (this.#isLifted(place)) return true;
    const steps = stepsTo(place, ({ shown }) => shown);
    const path = showPath(this.#name, steps);
    for (const reason of reasons) {
      const told = `${reason} ${path}`;
      if (this.#told.has(told) || this.findings.length >= mostFindings) continue;
      this.#told.add(told);
      this.findings.push({ path, reason });
    }
    return true;
  }

  #isLifted(place: Place): boolean {
    return this.#allow?.lifts(stepsTo(place, ({ step }) => step)) === true;
  }
}

function isEmpty(value: Json): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

function stepTo(place: Place, step: string | number, shown: ShownStep): Place {
  const { wrappings, isTold } = place;
  const depth = place.depth + 1;
  return wrappings > 0
    ? { ...place, depth }
    : { parent: place, step, shown, depth, wrappings, isTold, reasons: new Set() };
}

/** From the whole down. */
function stepsTo<T>(place: Place, take: (place: Place) => T | undefined): readonly T[] {
  const steps: T[] = [];
  for (let at: Place | undefined = place; at !== undefined; at = at.parent) {
    const step = take(at);
    if (step !== undefined) steps.push(step);
  }
  return steps.reverse();
}
