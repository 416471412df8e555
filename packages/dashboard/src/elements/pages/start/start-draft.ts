import type { HandlerForm } from "../../../wire/index.ts";
import { parseExactly } from "../../base/exact-json.ts";
import { texts } from "../../texts/texts.ts";
import type { FormField } from "./form-field.ts";
import { initialValue, misfitOf, pathText, valueAt, withValueAt, type FormPath } from "./form-values.ts";
import { readSchema } from "./read-schema.ts";

const text = texts.start;

/** What was typed to start runs of one kind. It stays while another kind is looked at. */
export class StartDraft {
  readonly kind: string;
  /** `undefined` when the schema cannot be described: then the input is written as JSON. */
  readonly field: FormField | undefined;
  mode: "form" | "json";
  /** What was typed in JSON mode. */
  json = "";
  tenantId: string | undefined;
  sessionId = "";
  idempotencyKey: string = newKey();
  /** Why the server refused, and which places it named. */
  refusal: { readonly message: string; readonly paths: ReadonlySet<string> } | undefined;
  /** The run that was started last. */
  startedRunId: string | undefined;
  #value: unknown;
  readonly #jsonTexts = new Map<string, string>();

  constructor({ kind, inputSchema }: HandlerForm) {
    this.kind = kind;
    this.field = inputSchema === null ? undefined : readSchema(inputSchema);
    this.mode = this.field === undefined ? "json" : "form";
    this.#value = this.field === undefined ? undefined : initialValue(this.field, true);
  }

  valueAt(path: FormPath): unknown {
    return valueAt(this.#value, path);
  }

  set(path: FormPath, value: unknown): void {
    this.#value = withValueAt(this.#value, path, value);
    this.#forgetRefusal(path);
  }

  removeItem(list: FormPath, place: number): void {
    const items = this.valueAt(list);
    if (!Array.isArray(items)) return;
    this.set(list, items.toSpliced(place, 1));
    // What was typed as JSON in the items behind it has moved.
    for (const path of this.#jsonTexts.keys()) if (path.startsWith(`${pathText(list)}[`)) this.#jsonTexts.delete(path);
  }

  /** The text of a JSON field: as typed, even while it is no JSON. */
  jsonTextAt(path: FormPath): string {
    const value = this.valueAt(path);
    return this.#jsonTexts.get(pathText(path)) ?? (value === undefined ? "" : JSON.stringify(value, null, 2));
  }

  /** While it is no JSON, the value before it stays. */
  typeJson(path: FormPath, typed: string): void {
    this.#jsonTexts.set(pathText(path), typed);
    const read = readJson(typed);
    if ("value" in read) this.set(path, read.value);
  }

  isRefusedAt(path: FormPath): boolean {
    return this.refusal?.paths.has(pathText(path)) ?? false;
  }

  /** Writes what the form holds as JSON. */
  toJson(): void {
    this.json = this.#value === undefined ? "" : JSON.stringify(this.#value, null, 2);
    this.mode = "json";
  }

  /** Puts what was typed as JSON into the form, where it can show all of it. @returns why it cannot */
  toForm(): string | undefined {
    if (this.field === undefined) return text.jsonOnly;
    const read = readJson(this.json);
    if ("fault" in read) return read.fault;
    const misfit = misfitOf(this.field, read.value);
    if (misfit !== undefined) return text.misfit(pathText(misfit));
    this.#value = read.value ?? initialValue(this.field, true);
    this.#jsonTexts.clear();
    this.mode = "form";
    return undefined;
  }

  /** What would be sent. */
  input(): { readonly value: unknown } | { readonly fault: string } {
    return this.mode === "json" ? readJson(this.json) : { value: this.#value };
  }

  renewKey(): void {
    this.idempotencyKey = newKey();
  }

  #forgetRefusal(path: FormPath): void {
    if (this.refusal === undefined || !this.isRefusedAt(path)) return;
    const paths = new Set(this.refusal.paths);
    paths.delete(pathText(path));
    this.refusal = { ...this.refusal, paths };
  }
}

/** JSON with its numbers as they are written; `undefined` for nothing. */
export function readJson(typed: string): { readonly value: unknown } | { readonly fault: string } {
  if (typed.trim() === "") return { value: undefined };
  try {
    return { value: parseExactly(typed) };
  } catch (error) {
    return { fault: text.notJson(error instanceof Error ? error.message : String(error)) };
  }
}

/** What a browser says before a text is sent that is no JSON; empty when it is. */
export function faultOfJson(typed: string): string {
  const read = readJson(typed);
  return "fault" in read ? read.fault : "";
}

/** Random, also on plain http, where browsers make no UUID. */
function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
