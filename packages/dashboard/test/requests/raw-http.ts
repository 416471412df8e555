import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { connect, type AddressInfo } from "node:net";

/** What came back over a socket, as it stood on the wire. */
export interface RawAnswer {
  /** 0: the connection was closed without an answer. */
  readonly status: number;
  /** By lower-case name; each line for itself. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: string;
}

/** A request as it is put on the wire: nothing is added to it, nothing is set right. */
export interface RawRequest {
  /** What stands between method and version. */
  readonly target: string;
  readonly method?: string;
  /** Each one line, in order; names may come twice. Default: only `Host` and `Connection: close`. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  /** Default: that of the server. `null`: none. */
  readonly host?: string | null;
  /** With its `Content-Length`, unless the headers say how it is sent. */
  readonly body?: string | Uint8Array;
}

export interface RawServer extends AsyncDisposable {
  readonly port: number;
  /** Where a browser would say that a page of it is from. */
  readonly origin: string;
  send(request: RawRequest): Promise<RawAnswer>;
  /** Told when the next connection is closed on its side. */
  onceClosed(tell: () => void): void;
}

/** A server on loopback that is spoken to in bytes: clients of HTTP refuse to write most of what an attacker would. */
export async function serveRaw(
  listener: (req: IncomingMessage, res: ServerResponse) => Promise<void>,
): Promise<RawServer> {
  const server = createServer((req, res) => void listener(req, res));
  let onClosed = (): void => {};
  server.on("connection", (socket) => socket.once("close", () => onClosed()));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    origin: `http://127.0.0.1:${port}`,
    send: (request) => exchange(port, request),
    onceClosed: (tell) => {
      onClosed = tell;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The bytes of a request. */
export function written(port: number, request: RawRequest): Uint8Array {
  const { target, method = "GET", headers = [], host = `127.0.0.1:${port}`, body } = request;
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : (body ?? new Uint8Array());
  const named = new Set(headers.map(([name]) => name.toLowerCase()));
  const saysLength = named.has("content-length") || named.has("transfer-encoding") || body === undefined;
  const lines = [
    `${method} ${target} HTTP/1.1`,
    ...(host === null || named.has("host") ? [] : [`Host: ${host}`]),
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(saysLength ? [] : [`Content-Length: ${bytes.byteLength}`]),
    ...(named.has("connection") ? [] : ["Connection: close"]),
  ];
  return Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), bytes]);
}

function exchange(port: number, request: RawRequest): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const received: Uint8Array[] = [];
    const socket = connect(port, "127.0.0.1", () => socket.write(written(port, request)));
    socket.on("data", (chunk) => received.push(chunk));
    // A server may close before it has taken all that was sent: what it said before counts.
    socket.on("error", () => {});
    socket.on("close", () => resolve(readAnswer(Buffer.concat(received).toString("latin1"))));
  });
}

/** What an answer says, of its bytes. */
export function readAnswer(text: string): RawAnswer {
  const end = text.indexOf("\r\n\r\n");
  if (end === -1) return { status: 0, headers: new Map(), body: "" };
  const [statusLine = "", ...lines] = text.slice(0, end).split("\r\n");
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), line.slice(colon + 1).trim()]);
  }
  const sent = text.slice(end + 4);
  const isChunked = headers.get("transfer-encoding")?.[0] === "chunked";
  return { status: Number(statusLine.split(" ")[1]), headers, body: isChunked ? unchunked(sent) : sent };
}

function unchunked(text: string): string {
  let body = "";
  for (let at = 0; ;) {
    const lineEnd = text.indexOf("\r\n", at);
    const size = Number.parseInt(text.slice(at, lineEnd), 16);
    if (lineEnd === -1 || !(size > 0)) return body;
    body += text.slice(lineEnd + 2, lineEnd + 2 + size);
    at = lineEnd + 2 + size + 2;
  }
}
