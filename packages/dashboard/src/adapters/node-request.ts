import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import { NodeRequest } from "srvx/node";
import { dashboardError } from "../errors.ts";
import { errorAnswer } from "../http/answers.ts";

/** A request of Node, in HTTP/1.1 or HTTP/2. */
export type AnyNodeRequest = IncomingMessage | Http2ServerRequest;
export type AnyNodeResponse = ServerResponse | Http2ServerResponse;

/** The platform has no Request with these, in whatever case: HTTP/2 passes a method on as it was sent. */
const methodsWithoutRequest: ReadonlySet<string> = new Set(["CONNECT", "TRACE", "TRACK"]);

/** What is answered to a request of Node that is asked as one of the platform. */
export async function answerNodeRequest(
  req: AnyNodeRequest,
  res: AnyNodeResponse,
  ask: (request: Request) => Promise<Response>,
): Promise<Response> {
  if (methodsWithoutRequest.has((req.method ?? "").toUpperCase())) {
    // The host cannot be asked who it is, so it is told what a stranger is.
    return errorAnswer(dashboardError("NOT_AUTHORIZED"));
  }
  const answer = await ask(readNodeRequest(req, res));
  const isHalfRead = req.readableDidRead && !req.complete;
  // What is left of it would stay in the way of the next request. HTTP/2 has a stream for each.
  if (isHalfRead && req.httpVersionMajor === 1 && !res.headersSent) res.setHeader("connection", "close");
  return answer;
}

/**
 * srvx reads a request off the wire. What it gives looks like a Request but is none, and `authorize` may hand it to something
 * that makes a `new Request(…)` of it; so one is made here.
 */
function readNodeRequest(req: AnyNodeRequest, res: AnyNodeResponse): Request {
  const read = new NodeRequest({ req, res });
  const { method, headers, signal } = read;
  const body = mayHaveBody(method) ? (parsedBody(req) ?? unreadBody(read)) : undefined;
  return new Request(readableUrl(read), {
    method,
    headers,
    signal,
    ...(body === undefined ? {} : { body, duplex: "half" }),
  });
}

function mayHaveBody(method: string): boolean {
  return !["GET", "HEAD"].includes(method.toUpperCase());
}

/**
 * A body that nobody touches before it is read. Node drops a body that was never begun, and the connection goes on; one that
 * was begun stays in the way of the next request.
 */
function unreadBody(read: Request): ReadableStream<Uint8Array> {
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        reader ??= read.body?.getReader();
        const next = await reader?.read();
        if (next?.value === undefined) controller.close();
        else controller.enqueue(next.value);
      },
    },
    { highWaterMark: 0 },
  );
}

/** A header Host such as `a:99999` makes an address that is none; who is asking is to be said all the same. */
function readableUrl({ url }: Request): string {
  return URL.canParse(url) ? url : "http://_invalid_/";
}

/** What a body parser has read is not in the stream any more: it is written down again as it was understood. */
function parsedBody(req: AnyNodeRequest & { readonly body?: unknown }): string | Uint8Array<ArrayBuffer> | undefined {
  const { body } = req;
  if (body === undefined || body === null || !req.readableDidRead) return undefined;
  if (typeof body === "string") return body;
  return body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body);
}
