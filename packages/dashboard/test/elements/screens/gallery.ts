import type { Browser, Page } from "playwright-core";
import { PNG } from "pngjs";
import { openPage } from "../chromium.ts";
import { serveElements } from "../elements-server.ts";
import type { ScriptedApi } from "../scripted-api.ts";
import { deskTime } from "./desk/desk-time.ts";
import { refundDesk } from "./desk/refund-desk.ts";
import { engineScreens, stateScreens } from "./other-screens.ts";
import { palettePng } from "./palette-png.ts";
import type { Screen } from "./screen.ts";
import { workScreens } from "./work-screens.ts";

export const screens: readonly Screen[] = [...workScreens, ...engineScreens, ...stateScreens];
export const themes: readonly ("light" | "dark")[] = ["light", "dark"];

/** A page of a host: light and dark as the system has it, with a ground of its own. */
const hostScript = `
import "/scoria/assets/scoria-dashboard.js";
const look = new CSSStyleSheet();
look.replaceSync(":root { color-scheme: light dark; background: light-dark(#fbfaf7, #14161a) } body { margin: 24px }");
document.adoptedStyleSheets = [look];
`;

/** A window that pages are looked at in. Of a longer page so much is in its picture. */
export interface Window {
  readonly width: number;
  readonly height: number;
  readonly longest: number;
}

export const windows: { readonly wide: Window; readonly narrow: Window } = {
  wide: { width: 1280, height: 800, longest: 1_200 },
  narrow: { width: 390, height: 844, longest: 1_400 },
};

/** A browser with one page, in which one screen after another is opened: always at the same moment of the same day. */
export interface Gallery extends AsyncDisposable {
  readonly browser: Browser;
  readonly page: Page;
  /** What went wrong in the page, of all screens so far. */
  readonly faults: readonly string[];
  open(screen: Screen): Promise<void>;
}

/** Takes the browser over: it is closed with the gallery. */
export async function openGallery({ width, height }: Window, launched: Promise<Browser>): Promise<Gallery> {
  let desk: ScriptedApi = refundDesk();
  const server = await serveElements({
    api: { answer: (...asked) => desk.answer(...asked) },
    hostPages: Object.fromEntries(
      screens.flatMap(({ path, part }) =>
        part === undefined ? [] : [[path, { body: `<main>${part}</main>`, script: hostScript }]],
      ),
    ),
  });
  const browser = await launched;
  const { page, faults } = await openPage(browser, "about:blank", {
    viewport: { width, height },
    timezoneId: "Europe/Berlin",
    locale: "en-GB",
  });
  await page.clock.setFixedTime(deskTime);
  return {
    browser,
    page,
    faults,
    async open(screen) {
      desk = refundDesk();
      screen.desk?.(desk);
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme: "light", forcedColors: "none" });
      await page.goto(`${server.url}${screen.part === undefined ? "/scoria" : ""}${screen.path}`);
      await screen.act?.(page);
      await screen.shows(page).waitFor();
      await page.mouse.move(0, 0);
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** The page as it stands: in its whole height, as far as the window goes. */
export async function pictureOf(page: Page, { isOver }: Screen, { width, height, longest }: Window): Promise<Buffer> {
  if (isOver === undefined) {
    const tall = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ width, height: Math.min(longest, Math.max(height, tall)) });
  }
  return palettePng(PNG.sync.read(await steady(page)));
}

/** A screenshot once two in a row are the same: then all that was asked for is there, and drawn. */
async function steady(page: Page): Promise<Buffer> {
  let before = await page.screenshot();
  for (let looks = 0; looks < 20; looks += 1) {
    const now = await page.screenshot();
    if (now.equals(before)) return now;
    before = now;
  }
  throw new Error(`${page.url()} does not come to rest.`);
}
