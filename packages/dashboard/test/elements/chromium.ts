import { chromium, type Browser, type BrowserContextOptions, type LaunchOptions, type Page } from "playwright-core";

const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--font-render-hinting=none",
  "--disable-lcd-text",
];

export function chromiumOptions(): LaunchOptions {
  return { executablePath: process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium", args };
}

/**
 * The Chromium of `share-chromium.ts`, as a browser of its own: closing it closes what was opened through it, and no more.
 * Outside of a test run it is started.
 */
export function launchChromium(): Promise<Browser> {
  const shared = process.env["SCORIA_TEST_CHROMIUM"];
  return shared === undefined ? chromium.launch(chromiumOptions()) : chromium.connect(shared);
}

/** A page that remembers what went wrong in it: errors, and what the content policy refused. */
export interface WatchedPage {
  readonly page: Page;
  readonly faults: readonly string[];
}

export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    reducedMotion: "reduce",
    colorScheme: "light",
    ...options,
  });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  // A refusal of the API is logged by the browser as well; what it means is for the page to say.
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
      faults.push(message.text());
  });
  await page.goto(url);
  return { page, faults };
}
