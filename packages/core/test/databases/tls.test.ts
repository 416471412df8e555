import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { open } from "./fresh-database.ts";

/** What a client sends to ask for TLS, before anything else. */
const tlsRequest = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);

test("a url that asks for TLS tells a server that has none neither the user nor the password", async () => {
  const received: Buffer[] = [];
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", (bytes) => {
      received.push(bytes);
      socket.write("N");
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    const { port } = server.address() as AddressInfo;
    const url = `postgres://app_user:hunter2@127.0.0.1:${port}/acme?sslmode=verify-full`;
    await expect(open(url)).rejects.toMatchObject({ code: "DATABASE_UNAVAILABLE" });
    expect(Buffer.concat(received)).toEqual(tlsRequest);
  } finally {
    server.close();
  }
});
