import { ScoriaError } from "@scoria/core";
import { dashboardError, invalidInput } from "../errors.ts";

const jsonType = /^application\/json(?:\s*;\s*charset=utf-8)?$/i;

/**
 * The JSON of a request's body; it is read no further than `maxBytes`.
 *
 * @throws CONTENT_TYPE_UNSUPPORTED, PAYLOAD_TOO_LARGE, INVALID_INPUT
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
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw invalidInput("The body", "is no JSON");
  }
}

async function readBytes(body: ReadableStream<Uint8Array> | null, maxBytes: number): Promise<Uint8Array> {
  if (body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
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

function tooLarge(limit: number): ScoriaError {
  return new ScoriaError("PAYLOAD_TOO_LARGE", `The body has more than ${limit} bytes. Send less.`, {
    path: "body",
    limit,
    unit: "bytes",
  });
}
