import type { Json, JsonObject, OperatorScope } from "@scoria/core";
import type { OperatorSurface } from "@scoria/core/operator";
import type { FieldName, RedactField } from "./shown-field.ts";

/** Whose value it is. */
export interface Owner {
  readonly tenantId: string | null;
  readonly runId: string | null;
}

export interface ShownValue {
  readonly value: Json;
  readonly redacted: boolean;
}

/** What stands where the host's own redaction failed: nothing may pass unredacted. */
const leftOut = "[redacted:failed]";

type Path = readonly (string | number)[];

/** What one operator may see of values: first the host's own redaction is asked, then secrets of known shapes are taken out. */
export class ShownValues {
  readonly #operator: OperatorScope;
  readonly #surface: Pick<OperatorSurface, "redact" | "redactText">;
  readonly #redactField: RedactField | undefined;

  constructor(
    operator: OperatorScope,
    surface: Pick<OperatorSurface, "redact" | "redactText">,
    redactField: RedactField | undefined,
  ) {
    this.#operator = operator;
    this.#surface = surface;
    this.#redactField = redactField;
  }

  /** Whether every operator is shown the same: the host redacts nothing of its own. */
  get areAlike(): boolean {
    return this.#redactField === undefined;
  }

  show(field: FieldName, value: Json, owner: Owner, path: Path = []): ShownValue {
    const own = this.#redactField === undefined ? value : this.#ask(this.#redactField, field, value, owner, path);
    const shown = this.#surface.redact(own);
    return { value: shown.value, redacted: shown.redacted || own !== value };
  }

  /** Parts that the host was asked about each: secrets that one of them tells of another are taken out. */
  withoutSecrets(value: Json): ShownValue {
    return this.#surface.redact(value);
  }

  #ask(redactField: RedactField, field: FieldName, value: Json, owner: Owner, path: Path): Json {
    let answer: Json | undefined;
    try {
      answer = redactField({ field, path, value, ...owner, operator: this.#operator });
    } catch {
      return leftOut;
    }
    if (answer !== undefined) return answer;
    if (typeof value !== "object" || value === null) return value;
    if (isArray(value)) {
      const items = value.map((item, at) => this.#ask(redactField, field, item, owner, [...path, at]));
      return items.every((item, at) => item === value[at]) ? value : items;
    }
    const members = Object.entries(value).map(
      ([key, member]) => [key, this.#ask(redactField, field, member, owner, [...path, key])] as const,
    );
    return members.every(([key, member]) => member === value[key]) ? value : Object.fromEntries(members);
  }
}

/** Where a value belongs, beside its owner. */
export interface Place {
  readonly path?: Path;
  /** Default: the owner's. */
  readonly runId?: string;
}

/** Values shown together: whether any of them is redacted. */
export class ShownTogether {
  readonly #values: ShownValues;
  readonly #owner: Owner;
  redacted = false;

  constructor(values: ShownValues, owner: Owner) {
    this.#values = values;
    this.#owner = owner;
  }

  value(field: FieldName, value: Json, { path, runId }: Place = {}): Json {
    const owner = runId === undefined ? this.#owner : { ...this.#owner, runId };
    return this.#note(this.#values.show(field, value, owner, path));
  }

  text(field: FieldName, value: string, place?: Place): string {
    const shown = this.value(field, value, place);
    return typeof shown === "string" ? shown : JSON.stringify(shown);
  }

  /** As an object, whatever a host put in its place. */
  object(field: FieldName, value: JsonObject): JsonObject {
    const shown = this.value(field, value);
    return isObject(shown) ? shown : { "[redacted]": shown };
  }

  withoutSecrets(value: Json): Json {
    return this.#note(this.#values.withoutSecrets(value));
  }

  #note({ value, redacted }: ShownValue): Json {
    this.redacted ||= redacted;
    return value;
  }
}

export function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !isArray(value);
}

// Array.isArray does not narrow a read-only array away from an object.
function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
