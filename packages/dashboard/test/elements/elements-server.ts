import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { ElementsManifest } from "../../elements-build/write-manifest.ts";
import type { ScriptedApi } from "./scripted-api.ts";

const built = join(import.meta.dirname, "../../dist/elements");

/** What a strict host allows a page. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; " +
  "form-action 'none'; require-trusted-types-for 'script'; trusted-types lit-html";

export async function readManifest(): Promise<ElementsManifest> {
  return JSON.parse(await readFile(join(built, "manifest.json"), "utf8")) as ElementsManifest;
}

export interface ElementsServer extends AsyncDisposable {
  readonly url: string;
}

export interface HostPage {
  readonly body: string;
  /** Its own script, instead of the elements. */
  readonly script?: string;
}

export interface ServedPages {
  readonly api: Pick<ScriptedApi, "answer">;
  /** Pages of a host beside the dashboard, by path. */
  readonly hostPages?: Readonly<Record<string, HostPage>>;
}

/** Serves the built elements under `/scoria` on loopback as the dashboard's handler does, with a scripted API behind them. */
export async function serveElements({ api, hostPages = {} }: ServedPages): Promise<ElementsServer> {
  const { files } = await readManifest();
  const names = new Set(files.map(({ file }) => file));
  const server = createServer((request, response) => {
    void respond(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const asset = /^\/scoria\/assets\/([\w.-]+)$/.exec(url.pathname)?.[1];
    if (asset !== undefined && names.has(asset)) {
      return send(response, "text/javascript", await readFile(join(built, asset)));
    }
    const script = hostPages[url.pathname.replace(/\.js$/, "")]?.script;
    if (script !== undefined && url.pathname.endsWith(".js")) return send(response, "text/javascript", script);
    if (url.pathname.startsWith("/scoria/api/")) {
      const path = url.pathname.slice("/scoria/api".length);
      const answer = await api.answer(request.method ?? "GET", path, url.searchParams, await bodyOf(request));
      response.writeHead(answer.status, Object.fromEntries(answer.headers));
      if (answer.body === null) response.end();
      // Whoever leaves an open stream has heard enough.
      else await pipeline(answer.body as AsyncIterable<Uint8Array>, response).catch(() => undefined);
      return;
    }
    const { body } = hostPages[url.pathname] ?? { body: '<scoria-dashboard base="/scoria"></scoria-dashboard>' };
    const source = script === undefined ? "/scoria/assets/scoria-dashboard.js" : `${url.pathname}.js`;
    send(
      response,
      "text/html; charset=utf-8",
      '<!doctype html><html lang="en"><head><title>Scoria</title><meta name="viewport" content="width=device-width">' +
        `<script type="module" src="${source}"></script></head><body>${body}</body></html>`,
    );
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function send(response: ServerResponse, contentType: string, body: string | Uint8Array): void {
  response.writeHead(200, { "content-type": contentType, "content-security-policy": policy }).end(body);
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return chunks.length === 0 ? undefined : JSON.parse(Buffer.concat(chunks).toString("utf8"));
}
