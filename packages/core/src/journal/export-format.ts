import { canonicalJson } from "../decode/canonical-json.ts";
import { copyJson } from "../decode/copy-json.ts";
import type { Json, JsonObject } from "../decode/json.ts";
import { readOptions } from "../decode/read-options.ts";
import { invalidInput } from "../errors/core-errors.ts";
import { redactJson } from "../redaction/redact-json.ts";
import type { Redactor } from "../seams/redactor.ts";
import {
  checkChain,
  type EvidenceCheck,
  type EvidenceEntry,
  type EvidenceFault,
  type EvidenceHead,
} from "./check-chain.ts";
import {
  hasPayload,
  toEntry,
  type BareEntry,
  type EntryWithPayload,
  type ReadEntry,
  type StoredEntry,
} from "./entry.ts";
import { payloadHash } from "./hash-chain.ts";
import { readHead } from "./read-head.ts";

const maxCharacters = 64 * 1024 * 1024;
const hashText = /^[0-9a-f]{64}$/;

export interface ExportedLines {
  readonly jsonl: string;
  /** How many lines show a payload from which something was taken out. */
  readonly redacted: number;
  /** How many lines show no payload, since retention removed it. */
  readonly removed: number;
}

/**
 * A run's entries as JSON Lines: one canonical JSON object a line, a "\n" after every line. Each line has all that the
 * entry's digest covers, so the export can be verified without the database. A line whose payload held a secret shows it
 * redacted, says so, and keeps the hash of the payload as it was. So does one whose payload retention removed, and shows none.
 * `show` has the last word on what a line shows of its payload.
 */
export function exportLines(
  entries: Iterable<ReadEntry>,
  redactor: Redactor,
  show?: (entry: EntryWithPayload) => { readonly payload: Json },
): ExportedLines {
  let jsonl = "";
  let redacted = 0;
  let removed = 0;
  for (const entry of entries) {
    if (!hasPayload(entry)) {
      removed += 1;
      jsonl += `${bareLine(entry)}\n`;
      continue;
    }
    const read = toEntry(entry);
    const { value, redacted: isRedacted } = redactJson(read.payload, redactor);
    const shown = show === undefined ? value : show({ ...read, payload: value }).payload;
    const text = shown !== value ? textOf(shown) : isRedacted ? canonicalJson(value) : entry.payload;
    // What the line shows decides, not what anybody says of it.
    if (text !== entry.payload) redacted += 1;
    jsonl += `${exportLine(entry, text)}\n`;
  }
  return { jsonl, redacted, removed };
}

/**
 * Verifies a run's export, as `verifyEvidence` verifies the run: any changed byte, and any line that was dropped,
 * doubled or moved, is found. With a `head` that was kept elsewhere a cut tail and a rebuilt chain are found too.
 *
 * What a line shows whose payload was redacted cannot be checked against its hash, so `redacted` says how many there are:
 * compare it with what `exportEvidence` answered. All else on such a line is checked like any other.
 *
 * @throws INVALID_INPUT if `jsonl` is no string or over 64 Mi characters, or `head` is no `{ runId, seq, hash }`; never for what the text says
 * @throws UNKNOWN_OPTION
 * @example
 * ```ts
 * import { verifyExport } from "@scoria/core";
 *
 * const { jsonl, head } = await scoria.exportEvidence(identity, runId);
 * const check = verifyExport(jsonl, { head });
 * if (!check.ok) console.error(`entry ${check.seq}: ${check.reason}`);
 * ```
 */
export function verifyExport(jsonl: string, options?: { readonly head?: EvidenceHead }): EvidenceCheck {
  const given = readOptions(options, ["head"], "verifyExport");
  const head = given.head === undefined ? undefined : readHead(given.head);
  const parsed = parseExport(jsonl);
  return parsed.ok ? checkChain(parsed.entries, head === undefined ? {} : { head }) : parsed;
}

/**
 * The entries of an export, or the first line that is not exactly one that `exportLines` could have written. Says
 * nothing of the chain.
 *
 * @throws INVALID_INPUT if `jsonl` is no string or over 64 Mi characters
 */
export function parseExport(
  jsonl: string,
): { readonly ok: true; readonly entries: readonly EvidenceEntry[] } | EvidenceFault {
  if (typeof jsonl !== "string") throw invalidInput("jsonl", "must be a string");
  if (jsonl.length > maxCharacters) throw invalidInput("jsonl", `must have at most ${maxCharacters} characters`);
  const lines = jsonl.split("\n");
  if (lines.pop() !== "") return unreadable(lines.length + 1, "The last line has no line end.");
  if (lines.length === 0) return unreadable(1, "There is no line.");
  const entries: EvidenceEntry[] = [];
  for (const line of lines) {
    const seq = entries.length + 1;
    const parsed = parseLine(line);
    if (parsed === undefined) return unreadable(seq, "The line is not the canonical JSON of an entry.");
    const { entry } = parsed;
    if (!hasPayload(entry)) {
      entries.push(entry);
      continue;
    }
    if (!parsed.isRedacted && parsed.payloadHash !== payloadHash(entry.payload)) {
      return { ok: false, seq, field: "payload", reason: "Its payload does not have the payload hash beside it." };
    }
    entries.push(parsed.isRedacted ? { ...entry, originalPayloadHash: parsed.payloadHash } : entry);
  }
  return { ok: true, entries };
}

/** @throws INVALID_INPUT for what is not JSON data, PAYLOAD_TOO_LARGE */
function textOf(shown: unknown): string {
  const rules = {
    name: "What is shown of an entry",
    maxBytes: maxCharacters,
    code: "INVALID_INPUT",
    lenient: true,
  } as const;
  const copy = copyJson(shown, rules);
  if (copy === undefined) throw invalidInput(rules.name, "is undefined; show JSON data, null included");
  return copy.text;
}

function exportLine(entry: StoredEntry, shownPayload: string): string {
  const mark = shownPayload === entry.payload ? "" : `,"redacted":true`;
  // By hand, its keys in canonical order: the payload is canonical text already.
  return (
    `{"at":${entry.at},"call":${entry.call},"digest":"${entry.digest}","epoch":${entry.epoch},"hash":"${entry.hash}"` +
    `,"payload":${shownPayload},"payloadHash":"${payloadHash(entry.payload)}"${mark},"role":${JSON.stringify(entry.role)}` +
    `,"run":${JSON.stringify(entry.runId)},"seq":${entry.seq},"stepKey":${JSON.stringify(entry.stepKey)}` +
    `,"tenant":${JSON.stringify(entry.tenantId)},"type":${JSON.stringify(entry.type)},"v":1}`
  );
}

function bareLine(entry: BareEntry): string {
  return (
    `{"at":${entry.at},"call":${entry.call},"digest":"${entry.digest}","epoch":${entry.epoch},"hash":"${entry.hash}"` +
    `,"payloadHash":"${entry.payloadHash}","removed":true,"role":${JSON.stringify(entry.role)}` +
    `,"run":${JSON.stringify(entry.runId)},"seq":${entry.seq},"stepKey":${JSON.stringify(entry.stepKey)}` +
    `,"tenant":${JSON.stringify(entry.tenantId)},"type":${JSON.stringify(entry.type)},"v":1}`
  );
}

interface ParsedLine {
  readonly entry: ReadEntry;
  readonly payloadHash: string;
  readonly isRedacted: boolean;
}

function parseLine(line: string): ParsedLine | undefined {
  try {
    const record = JSON.parse(line) as JsonObject;
    // An honest line is its own canonical text: a doubled key, a blank or another escape would not come out again.
    if (canonicalJson(record) !== line || record.v !== 1) return undefined;
    const isRedacted = record.redacted === true;
    const isBare = record.removed === true;
    if (Object.keys(record).length !== (isRedacted ? 15 : 14) || (isRedacted && isBare)) return undefined;
    const place: Omit<StoredEntry, "payload"> = {
      runId: readText(record.run),
      tenantId: readText(record.tenant),
      seq: readInteger(record.seq),
      epoch: readInteger(record.epoch),
      call: readInteger(record.call),
      type: readText(record.type),
      at: readInteger(record.at),
      stepKey: record.stepKey === null ? null : readText(record.stepKey),
      role: record.role === null ? null : readText(record.role),
      digest: readHash(record.digest),
      hash: readHash(record.hash),
    };
    const hash = readHash(record.payloadHash);
    // Throws when it is absent, which with the count of keys leaves exactly the known ones.
    const entry: ReadEntry = isBare
      ? { ...place, payload: null, payloadHash: hash }
      : { ...place, payload: canonicalJson(readPresent(record.payload)) };
    return { entry, payloadHash: hash, isRedacted };
  } catch {
    // Not JSON, nested too deeply, or a member of another type: all the same to the one who verifies.
    return undefined;
  }
}

const misfit = new TypeError("This member has another type.");

function readPresent(value: Json | undefined): Json {
  if (value === undefined) throw misfit;
  return value;
}

function readText(value: Json | undefined): string {
  if (typeof value !== "string") throw misfit;
  return value;
}

function readInteger(value: Json | undefined): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value)) throw misfit;
  return value;
}

function readHash(value: Json | undefined): string {
  if (typeof value !== "string" || !hashText.test(value)) throw misfit;
  return value;
}

function unreadable(seq: number, reason: string): EvidenceFault {
  return { ok: false, seq, field: "line", reason };
}
