import { isScoriaError, ScoriaError } from "@scoria/core";
import { dashboardError, invalidInput } from "../errors.ts";

const jsonType = /^application\/json(?:\s*;\s*charset=utf-8)?$/i;

/** All of a body must be there by then: the largest one needs 40 kB a second. */
const patienceMs = 15_000;

/** More than any value that the core takes, and little enough for whoever walks it by calling itself. */
const deepest = 100;

/**
 * The JSON of a request's body; it is read no further than `maxBytes`, and waited for no longer than 15 seconds.
 *
 * @throws CONTENT_TYPE_UNSUPPORTED, PAYLOAD_TOO_LARGE, BODY_TOO_SLOW, INVALID_INPUT
 */
export async function readBody(request: Request, maxBytes: number): Promise<unknown> {
  // Two such headers arrive as one with a comma in it.
  if (!jsonType.test(request.headers.get("content-type") ?? "")) throw dashboardError("CONTENT_TYPE_UNSUPPORTED");
  const coding = request.headers.get("content-encoding");
  if (coding !== null && coding !== "identity")
    throw dashboardError("CONTENT_TYPE_UNSUPPORTED", "The body is compressed.");
  if (request.bodyUsed) {
    throw dashboardError("INTERNAL", "The body was read before it came here: authorize must leave it alone.");
  }
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const text = decode(await readBytes(request.body, maxBytes));
  requireShallow(text);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw invalidInput("The body", "is no JSON");
  }
}

async function readBytes(body: ReadableStream<Uint8Array> | null, maxBytes: number): Promise<Uint8Array> {
  if (body === null) return new Uint8Array();
  const reader = body.getReader();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    reader.releaseLock();
  }, patienceMs);
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      size += read.value.byteLength;
      if (size > maxBytes) throw tooLarge(maxBytes);
      chunks.push(read.value);
    }
  } catch (error) {
    if (isLate) throw dashboardError("BODY_TOO_SLOW");
    if (isScoriaError(error)) throw error;
    throw invalidInput("The body", "broke off before its end");
  } finally {
    clearTimeout(timer);
    // The rest is left, not cancelled: that would close the connection under the answer.
    if (!isLate) reader.releaseLock();
  }
  return Buffer.concat(chunks);
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw invalidInput("The body", "is no UTF-8");
  }
}

/** @throws INVALID_INPUT for arrays and objects in one another, a hundred deep */
function requireShallow(text: string): void {
  let depth = 0;
  let isText = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (isText) {
      if (character === "\\") at += 1;
      else if (character === '"') isText = false;
    } else if (character === '"') isText = true;
    else if (character === "[" || character === "{") depth += 1;
    else if (character === "]" || character === "}") depth -= 1;
    if (depth > deepest) throw invalidInput("The body", `is nested deeper than ${deepest}`);
  }
}

function tooLarge(limit: number): ScoriaError {
  return new ScoriaError("PAYLOAD_TOO_LARGE", `The body has more than ${limit} bytes. Send less.`, {
    path: "body",
    limit,
    unit: "bytes",
  });
}
