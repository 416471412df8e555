import { afterAll, beforeAll, expect, test } from "vitest";
import { accessFaultsOf } from "../access-faults.ts";
import { launchChromium } from "../chromium.ts";
import { environmentOf } from "./environment.ts";
import { openGallery, pictureOf, screens, themes, type Gallery, type Window } from "./gallery.ts";
import { isSame, mostPixels, pixelsThatDiffer, readEnvironment } from "./references.ts";

/** At 400 % zoom a window of 1280 is as wide as this. */
const zoomed = 320;

/** Tests that every page looks in this window as it did, has no fault of WCAG 2.2 AA, and is no wider than the window. */
export function testLooks(window: Window): void {
  const { width, height } = window;
  let gallery: Gallery;
  let isOwn: boolean;
  const elsewhere = new Map<string, number>();

  beforeAll(async () => {
    gallery = await openGallery(window, launchChromium());
    const made = await readEnvironment();
    isOwn = isSame(made, await environmentOf(gallery.browser));
  });

  afterAll(async () => {
    await gallery[Symbol.asyncDispose]();
    if (isOwn) return;
    const worst = [...elsewhere].filter(([, pixels]) => pixels > mostPixels).sort(([, one], [, other]) => other - one);
    console.log(
      `The pictures of ${width} px were made in another Chromium or with other fonts, so pixels fail nothing here: ` +
        `${worst.length} of ${elsewhere.size} differ${worst.length === 0 ? "" : ", most of all "}` +
        worst
          .slice(0, 5)
          .map(([name, pixels]) => `${name} by ${pixels} px`)
          .join(", "),
    );
  });

  for (const screen of screens) {
    test(`${screen.name} looks as it did, ${width} wide, and has no fault of WCAG 2.2 AA`, async () => {
      const { page, faults } = gallery;
      await gallery.open(screen);
      for (const theme of themes) {
        await page.emulateMedia({ colorScheme: theme });
        const name = `${screen.name}.${theme}.${width}`;
        const pixels = await pixelsThatDiffer(name, await pictureOf(page, screen, window));
        if (!isOwn) elsewhere.set(name, pixels);
        else expect.soft(pixels, `${name}: see reports/screens/${name}`).toBeLessThanOrEqual(mostPixels);
      }
      expect(await accessFaultsOf(page)).toEqual([]);
      expect(await cutTablesOf(gallery)).toEqual([]);
      await page.setViewportSize({ width: Math.min(width, zoomed), height });
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      expect(faults).toEqual([]);
    });
  }
}

/** Tables that are wider than their frame: the last column, which says when, is then out of sight. */
function cutTablesOf({ page }: Gallery): Promise<readonly string[]> {
  return page
    .locator(".table-frame")
    .evaluateAll((frames) =>
      frames
        .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
        .map(({ textContent }) => textContent ?? ""),
    );
}
