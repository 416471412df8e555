import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { toNodeHandler } from "../../../src/adapters/node.ts";
import { openDashboard, operatorOf, type OpenDashboard } from "../../open-dashboard.ts";
import { buildHost } from "./build-host.ts";
import { hostPages } from "./host-page.ts";

/** What a strict host allows its own pages. */
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'";

/** How the host looks, and the elements in it. */
const styles = `
  body { margin: 0; }
  main { --scoria-ink: rgb(18 52 86); --scoria-radius: 1px; }
  scoria-run-list::part(table) { border-width: 3px; }
`;

/** Pages of hosts on loopback, and the dashboard of their desk beside them. */
export interface ServedHosts extends AsyncDisposable {
  readonly url: string;
  readonly desk: OpenDashboard;
  /** How many streams of runs are open now. */
  readonly openStreams: number;
  /** How many requests the dashboard has had. */
  readonly requests: number;
}

export async function serveHosts(): Promise<ServedHosts> {
  const desk = await openDashboard("pglite", { dashboard: { authorize: () => operatorOf() } });
  const dashboard = toNodeHandler(desk.handler);
  const files = new Map<string, string>([["/host.css", styles]]);
  for (const page of hostPages) {
    for (const [file, text] of await buildHost(page)) files.set(`/${page.name}/${file}`, text);
    const scripts = [...(page.scripts ?? []), `/${page.name}/main.js`];
    files.set(
      `/${page.name}`,
      `<!doctype html><html lang="en"><head><title>${page.name}</title><link rel="stylesheet" href="/host.css">` +
        scripts.map((source) => `<script type="module" src="${source}"></script>`).join("") +
        `</head><body>${page.body}</body></html>`,
    );
  }

  let [openStreams, requests] = [0, 0];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://127.0.0.1");
    if (!pathname.startsWith("/scoria/")) return sendFile(response, pathname, files.get(pathname));
    requests += 1;
    if (pathname.endsWith("/stream")) {
      openStreams += 1;
      response.once("close", () => (openStreams -= 1));
    }
    void dashboard(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    desk,
    get openStreams() {
      return openStreams;
    },
    get requests() {
      return requests;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await desk[Symbol.asyncDispose]();
    },
  };
}

const types: Readonly<Record<string, string>> = { js: "text/javascript", css: "text/css" };

function sendFile(response: ServerResponse, path: string, text: string | undefined): void {
  if (text === undefined) return void response.writeHead(path === "/favicon.ico" ? 204 : 404).end();
  const contentType = types[path.split(".").at(-1) ?? ""] ?? "text/html; charset=utf-8";
  response.writeHead(200, { "content-type": contentType, "content-security-policy": policy }).end(text);
}
