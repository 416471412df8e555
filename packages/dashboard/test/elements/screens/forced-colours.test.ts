import { PNG } from "pngjs";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium } from "../chromium.ts";
import { openGallery, screens, windows, type Gallery } from "./gallery.ts";

// With forced colours the system replaces every ground by its own: what was told by a ground alone is gone.

let gallery: Gallery;

beforeAll(async () => {
  gallery = await openGallery(windows.wide, launchChromium());
});

afterAll(() => gallery[Symbol.asyncDispose]());

/** What is told without words, or beside them. */
const marks = {
  "status mark": ".status-mark svg",
  "bar of a step": "scoria-step-tree .bar",
  "bar of a graph": "scoria-sparkline rect:not(.none)",
  "bar of a meter": "scoria-meter[value] div",
  "mark of what is live": "scoria-liveness i",
  "mark of what needs attention": ".reason",
} as const;

for (const screen of screens) {
  test(`${screen.name} shows focus, what is current, marks and bars with forced colours`, async () => {
    const { page } = gallery;
    await gallery.open(screen);
    await page.emulateMedia({ forcedColors: "active" });
    const picture = PNG.sync.read(await page.screenshot());
    if (screen.isOver === undefined) {
      for (const [what, selector] of Object.entries(marks)) {
        expect.soft(await vanishedOf(page, selector, picture), what).toEqual([]);
      }
      expect.soft(await unmarkedOf(page, picture), "what is current").toEqual([]);
    }
    // From then on the browser shows where the focus is.
    await page.keyboard.press("Shift");
    expect.soft(await unfocusedOf(page), "focus").toEqual([]);
  });
}

interface Box {
  readonly what: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Those of the elements within whose box, and a pixel around it, there is but one colour. */
async function vanishedOf(page: Page, selector: string, picture: PNG): Promise<readonly string[]> {
  const boxes = await boxesOf(page, selector);
  return boxes.filter((box) => coloursIn(picture, box) < 2).map(({ what }) => what);
}

/** Where the elements are that are in sight: not below the bar of the page, nor below the head of a list that was scrolled. */
function boxesOf(page: Page, selector: string): Promise<readonly Box[]> {
  return page.locator(selector).evaluateAll((elements) =>
    elements.flatMap((element): readonly Box[] => {
      const { x, y, width, height } = element.getBoundingClientRect();
      const { host } = element.getRootNode() as Partial<ShadowRoot>;
      const list = element.closest(".grid") ?? host?.closest(".grid");
      const covered = list?.querySelector(".head")?.getBoundingClientRect().bottom ?? 0;
      if (width === 0 || y <= Math.max(covered, 4) || y + height >= innerHeight) return [];
      // A mark stands at the beginning of what it marks.
      return [{ what: element.outerHTML.slice(0, 120), x, y, width: Math.min(width, 7), height }];
    }),
  );
}

function coloursIn(picture: PNG, { x, y, width, height }: Box): number {
  const colours = new Set<number>();
  for (let row = Math.floor(y) - 1; row <= Math.ceil(y + height); row += 1) {
    for (let column = Math.floor(x) - 1; column <= Math.ceil(x + width); column += 1) {
      colours.add(picture.data.readUInt32BE((row * picture.width + column) * 4));
    }
  }
  return colours.size;
}

/** What is current or pressed and has the ground of what is around it. */
async function unmarkedOf(page: Page, picture: PNG): Promise<readonly string[]> {
  const boxes = await boxesOf(page, "[aria-current], [aria-pressed=true]");
  const colourAt = (x: number, y: number): number =>
    picture.data.readUInt32BE((Math.round(y) * picture.width + Math.round(x)) * 4);
  return boxes
    .filter(({ x, y, height }) => colourAt(x + 4, y + height / 2) === colourAt(x - 4, y + height / 2))
    .map(({ what }) => what);
}

/** What can have the focus and shows no frame when it has. */
function unfocusedOf(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const without: string[] = [];
    const visit = (root: Document | ShadowRoot): void => {
      for (const element of root.querySelectorAll<HTMLElement>("*")) {
        if (element.shadowRoot !== null) visit(element.shadowRoot);
        if (element.tabIndex < 0 || !element.checkVisibility() || element.matches(":disabled")) continue;
        element.focus();
        if (!element.matches(":focus")) continue;
        const { outlineStyle, outlineWidth } = getComputedStyle(element);
        if (outlineStyle === "none" || Number.parseFloat(outlineWidth) < 1)
          without.push(element.outerHTML.slice(0, 120));
      }
    };
    visit(document);
    return without;
  });
}
