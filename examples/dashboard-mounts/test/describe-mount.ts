import { once } from "node:events";
import type { AddressInfo, Server } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openHost, type Host } from "../src/host.ts";
import { Browser, code, type StreamEvent } from "./browser.ts";
import { openProxy, type StrippingProxy } from "./stripping-proxy.ts";

/** A host that is served, by its own origin. */
export interface Served extends AsyncDisposable {
  readonly origin: string;
}

export interface ServeOptions {
  readonly publicPath?: string;
  readonly origins?: readonly string[];
}

type Serve = (options: ServeOptions) => Promise<Served>;

/** Serves in this process. */
export const inProcess =
  (listen: (host: Host, port: number) => Promise<Server>): Serve =>
  async (options) => {
    const host = await openHost({ code, ...options });
    const server = await listen(host, 0);
    return {
      origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      [Symbol.asyncDispose]: async () => {
        const closed = once(server, "close");
        server.close();
        if ("closeAllConnections" in server) (server.closeAllConnections as () => void)();
        await closed;
        await host[Symbol.asyncDispose]();
      },
    };
  };

interface ApprovalAnswer {
  readonly approvals: readonly {
    readonly approvalId: string;
    readonly runId: string;
    readonly argumentsHash: string;
  }[];
}

const input = { orderId: "A-1", cents: 34_900 };

/** What a page loads. */
function linksIn(html: string): readonly string[] {
  return [...html.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, link = ""]) => link);
}

/** What is to be seen over HTTP, the same under every framework. */
export function describeMount(framework: string, serve: Serve): void {
  describe(`the dashboard in ${framework}`, () => {
    let served: Served;
    beforeAll(async () => void (served = await serve({})));
    afterAll(() => served[Symbol.asyncDispose]());

    async function signedIn(name: string, base: string = served.origin): Promise<Browser> {
      const browser = new Browser(base);
      expect((await browser.signIn(name)).status).toBe(303);
      return browser;
    }

    /** Starts a refund as Ana, and waits until it asks for a decision. */
    async function startRefund(ana: Browser): Promise<string> {
      const answer = await ana.post("/runs", { tenantId: "acme", kind: "refund", input });
      const { run } = (await answer.json()) as { readonly run: { readonly runId: string } };
      for await (const { data } of ana.follow(run.runId)) if (data.type === "run.waiting") break;
      return run.runId;
    }

    test("who is not signed in is told nothing: a person is sent to sign in, a program refused", async () => {
      const nobody = new Browser(served.origin);
      const page = await nobody.ask("/scoria", { headers: { accept: "text/html" }, redirect: "manual" });
      expect([page.status, page.headers.get("location")]).toEqual([303, "/sign-in"]);
      for (const path of ["/scoria", "/scoria/assets/shell.css", "/scoria/api/runs", "/scoria/no/such/path"]) {
        const answer = await nobody.ask(path);
        expect([path, answer.status, await answer.json()]).toMatchObject([
          path,
          401,
          { error: { code: "NOT_AUTHORIZED" } },
        ]);
      }
      expect((await nobody.signIn("rita", "a guess")).status).toBe(401);
      expect((await nobody.ask("/scoria", { headers: { cookie: "desk=AAAA.BBBB" } })).status).toBe(401);
    });

    test("the page and what it loads come with the headers that hold it to its own origin", async () => {
      const rita = await signedIn("rita");
      const page = await rita.ask("/scoria");
      expect(page.status).toBe(200);
      const html = await page.text();
      expect(html).toContain('<scoria-dashboard base="/scoria">');
      const loaded = await Promise.all(linksIn(html).map((link) => rita.ask(link)));
      expect(loaded.map(({ status, headers }) => [status, headers.get("content-type")])).toEqual([
        [200, "image/svg+xml"],
        [200, "text/css; charset=utf-8"],
        [200, "text/javascript; charset=utf-8"],
      ]);
      for (const { headers } of [page, ...loaded]) {
        expect(headers.get("content-security-policy")).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
        expect(headers.get("x-content-type-options")).toBe("nosniff");
        expect(headers.get("cache-control")).toMatch(/no-store|private/);
      }
      const head = await rita.ask("/scoria/api/runs", { method: "HEAD" });
      expect([head.status, head.headers.get("content-type"), await head.text()]).toEqual([
        200,
        "application/json; charset=utf-8",
        "",
      ]);
    });

    test("a refund waits for a decision, is decided from the dashboard's own origin only, and ends as it is watched", async () => {
      const ana = await signedIn("ana");
      const rita = await signedIn("rita");
      const runId = await startRefund(ana);
      expect(await rita.read("/runs?status=waiting")).toMatchObject({ runs: [{ runId, kind: "refund" }] });
      expect((await (await signedIn("gil")).ask(`/scoria/api/runs/${runId}`)).status).toBe(404);

      const { approvals } = await rita.read<ApprovalAnswer>("/approvals?status=pending");
      const [{ approvalId, argumentsHash } = { approvalId: "", argumentsHash: "" }] = approvals;
      expect(approvals).toMatchObject([{ runId, tool: "refund", arguments: input }]);
      const decide = (headers?: Readonly<Record<string, string>>): Promise<Response> =>
        rita.post(`/approvals/${approvalId}/decide`, { decision: "approved", argumentsHash }, headers);
      expect((await decide({ origin: "https://evil.example.com" })).status).toBe(403);
      expect((await decide({ origin: "null" })).status).toBe(403);
      expect((await decide({ "content-type": "text/plain" })).status).toBe(415);
      expect((await ana.post(`/approvals/${approvalId}/decide`, { decision: "approved", argumentsHash })).status).toBe(
        403,
      );

      const seen: StreamEvent[] = [];
      for await (const event of rita.follow(runId)) {
        seen.push(event);
        if (event.data.type === "run.waiting") expect((await decide()).status).toBe(200);
      }
      expect(seen.map(({ data }) => data.type ?? data.reason)).toEqual([
        "run.started",
        "approval.requested",
        "run.waiting",
        "approval.decided",
        "run.resumed",
        "step.completed",
        "run.completed",
        "ended",
      ]);
      expect(await rita.read(`/runs/${runId}`)).toMatchObject({ status: "completed", output: { refunded: 34_900 } });
    });

    test("a stream goes on after the last event that was seen", async () => {
      const ana = await signedIn("ana");
      const runId = await startRefund(ana);
      for await (const { id, data } of ana.follow(runId, { "last-event-id": "2" })) {
        expect([id, data.type]).toEqual(["3", "run.waiting"]);
        break;
      }
    });

    test("what cannot be asked is refused by its status", async () => {
      const ana = await signedIn("ana");
      expect((await ana.ask("/scoria/api/runs", { method: "PUT" })).status).toBe(405);
      expect((await ana.ask("/scoria/api/nothing")).status).toBe(404);
      const tooLarge = await ana.post("/runs", { tenantId: "acme", kind: "refund", input: "x".repeat(700_000) });
      expect([tooLarge.status, await tooLarge.json()]).toMatchObject([413, { error: { code: "PAYLOAD_TOO_LARGE" } }]);
      // The connection is of use after that.
      expect((await ana.ask("/scoria/api/runs")).status).toBe(200);
    });

    test("who signs out while they watch is shown no more", async () => {
      const ana = await signedIn("ana");
      const runId = await startRefund(ana);
      const seen: (string | undefined)[] = [];
      for await (const { event, data } of ana.follow(runId)) {
        seen.push(event === "end" ? data.reason : data.type);
        if (data.type === "run.waiting") expect((await ana.signOut()).status).toBe(303);
      }
      expect(seen.at(-1)).toBe("refused");
      expect((await ana.ask(`/scoria/api/runs/${runId}`)).status).toBe(401);
    });

    describe("behind a proxy that cuts off a path and has another name", () => {
      let proxy: StrippingProxy;
      let behind: Served;
      beforeAll(async () => {
        proxy = await openProxy("/ops", () => behind.origin);
        behind = await serve({ publicPath: "/ops", origins: [proxy.origin] });
      });
      afterAll(async () => {
        await proxy[Symbol.asyncDispose]();
        await behind[Symbol.asyncDispose]();
      });

      test("pages, effects and streams are those that the browser sees", async () => {
        const nobody = new Browser(`${proxy.origin}/ops`);
        const sent = await nobody.ask("/scoria", { headers: { accept: "text/html" }, redirect: "manual" });
        expect(sent.headers.get("location")).toBe("/ops/sign-in");

        const ana = await signedIn("ana", `${proxy.origin}/ops`);
        const page = await (await ana.ask("/scoria")).text();
        expect(page).toContain('<scoria-dashboard base="/ops/scoria">');
        for (const link of linksIn(page)) {
          expect(link).toMatch(/^\/ops\/scoria\/assets\//);
          expect((await fetch(`${proxy.origin}${link}`, { headers: ana.headers })).status).toBe(200);
        }

        const runId = await startRefund(ana);
        expect((await ana.post(`/runs/${runId}/cancel`, {}, { origin: behind.origin })).status).toBe(403);
        expect(await ana.read("/runs?status=waiting")).toMatchObject({ runs: [{ runId }] });
      });
    });
  });
}
