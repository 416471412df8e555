import { connect } from "node:net";
import { expect, test } from "vitest";
import { toNodeHandler } from "../../src/adapters/node.ts";
import { headersOf, openDashboard, operatorOf } from "../open-dashboard.ts";
import { readAnswer, serveRaw, written, type RawAnswer, type RawRequest } from "./raw-http.ts";

/** Sends the beginning of a request and then nothing; gives the answer when the server closes. */
function stopIn(port: number, request: RawRequest): Promise<RawAnswer> {
  return new Promise((resolve) => {
    let text = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(written(port, request)));
    socket.on("data", (chunk) => (text += chunk.toString("latin1")));
    socket.on("error", () => {});
    socket.on("close", () => resolve(readAnswer(text)));
  });
}

test("a body that stops in the middle is waited for for fifteen seconds", { timeout: 60_000 }, async () => {
  await using desk = await openDashboard("pglite");
  await using server = await serveRaw(toNodeHandler(desk.handler));
  const { "x-operator": cookie = "" } = headersOf(operatorOf());
  const headers = [
    ["X-Operator", cookie],
    ["Sec-Fetch-Site", "same-origin"],
    ["Content-Type", "application/json"],
  ] as const;
  const request = { method: "POST", target: "/scoria/api/queues/pause", body: '{"queue":' };
  const stops = [
    stopIn(server.port, { ...request, headers: [...headers, ["Content-Length", "100"]] }),
    stopIn(server.port, {
      ...request,
      body: '5\r\n{"que\r\n',
      headers: [...headers, ["Transfer-Encoding", "chunked"]],
    }),
    stopIn(server.port, { ...request, body: "", headers: [...headers, ["Content-Length", "100"]] }),
  ];
  for (const { status, body } of await Promise.all(stops)) {
    expect([status, body]).toEqual([408, expect.stringContaining("BODY_TOO_SLOW")]);
  }
});
