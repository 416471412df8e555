import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { openPage } from "../chromium.ts";

/** What a page must never do because of a text. All are counted from before its first script until it is closed. */
export interface Harm {
  /** Calls of `__hit`, which every payload makes that gets to run. */
  hits: number;
  dialogs: number;
  /** What the content policy had to refuse. */
  refused: string[];
  /** Requests to another origin, and of what no page of ours asks for. */
  requests: string[];
  navigations: string[];
  windows: number;
  clipboard: number;
  frames: number;
}

export interface WatchedForHarm {
  readonly page: Page;
  readonly harm: Harm;
  readonly faults: readonly string[];
}

export function noHarm(): Harm {
  return { hits: 0, dialogs: 0, refused: [], requests: [], navigations: [], windows: 0, clipboard: 0, frames: 0 };
}

/** Opens a page that counts what harm is done in it. */
export async function watchPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<WatchedForHarm> {
  const harm = noHarm();
  const { page, faults } = await openPage(browser, "about:blank", options);
  const context = page.context();
  await context.exposeFunction("__hit", () => void (harm.hits += 1));
  await context.exposeFunction("__refused", (what: string) => void harm.refused.push(what));
  await context.exposeFunction("__copied", () => void (harm.clipboard += 1));
  await context.addInitScript(() => {
    const told = window as unknown as { __refused: (what: string) => void; __copied: () => void };
    addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) =>
      told.__refused(`${violatedDirective} ${blockedURI} ${sample}`),
    );
    addEventListener("copy", () => told.__copied(), true);
    if (navigator.clipboard !== undefined) {
      navigator.clipboard.writeText = () => Promise.resolve(told.__copied());
      navigator.clipboard.write = () => Promise.resolve(told.__copied());
    }
  });
  const { origin } = new URL(url);
  page.on("dialog", (dialog) => {
    harm.dialogs += 1;
    void dialog.dismiss();
  });
  context.on("page", () => (harm.windows += 1));
  page.on("frameattached", () => (harm.frames += 1));
  context.on("request", (request) => {
    const asked = new URL(request.url());
    const isOurs = asked.origin === origin && /^\/scoria\/(?:api|assets)\//.test(asked.pathname);
    if (!isOurs && request.url() !== url) harm.requests.push(`${request.resourceType()} ${request.url()}`);
    if (request.isNavigationRequest() && request.url() !== url) harm.navigations.push(request.url());
  });
  await page.goto(url);
  return { page, harm, faults };
}
