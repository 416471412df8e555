import type { Authorized, DashboardHandler } from "../../src/index.ts";
import { paths, wireClient, type CallOf, type RouteName } from "../../src/wire/index.ts";
import { base, headersOf } from "../open-dashboard.ts";

/** An answer to the byte. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

const client = wireClient({ base });

/**
 * Calls a route, and reads its answer without looking at what it means. Of a stream it reads what comes until it ends, or
 * `chunks` of it.
 */
export async function send<Name extends RouteName>(
  handler: DashboardHandler,
  operator: Authorized,
  name: Name,
  call: CallOf<Name>,
  chunks: number = Number.POSITIVE_INFINITY,
): Promise<RawAnswer> {
  const { body } = call as { readonly body?: unknown };
  const [method = "GET"] = paths[name].split(" ");
  const request = new Request(client.urlOf(name, ...([call] as never)), {
    method,
    headers: { ...headersOf(operator), "content-type": "application/json" },
    ...(method === "POST" ? { body: JSON.stringify(body) } : {}),
  });
  const response = await handler(request);
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    text: await readChunks(response.body, chunks),
  };
}

async function readChunks(body: ReadableStream<Uint8Array> | null, chunks: number): Promise<string> {
  if (body === null) return "";
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let text = "";
  for (let read = 0; read < chunks; read += 1) {
    const { done, value } = await reader.read();
    if (done) return text;
    text += decoder.decode(value, { stream: true });
  }
  await reader.cancel();
  return text;
}
