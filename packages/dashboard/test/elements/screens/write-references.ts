import { chromium } from "playwright-core";
import { chromiumOptions } from "../chromium.ts";
import { environmentOf, type Environment } from "./environment.ts";
import { openGallery, pictureOf, screens, themes, windows, type Window } from "./gallery.ts";
import { writeReferences } from "./references.ts";

/** Looks at every page and keeps what is seen: what the pages are compared with from then on, and the pictures of the docs. */
async function main(): Promise<void> {
  const all = await Promise.all(Object.values(windows).map(takeAll));
  const [first] = all;
  if (first === undefined) return;
  const pictures = new Map(all.flatMap(([taken]) => [...taken]));
  await writeReferences(pictures, first[1]);
  const bytes = [...pictures.values()].reduce((sum, { length }) => sum + length, 0);
  console.log(`${pictures.size} pictures of ${screens.length} screens, ${(bytes / 1e6).toFixed(1)} MB`);
}

async function takeAll(window: Window): Promise<readonly [ReadonlyMap<string, Buffer>, Environment]> {
  await using gallery = await openGallery(window, chromium.launch(chromiumOptions()));
  const { page, browser } = gallery;
  const pictures = new Map<string, Buffer>();
  for (const screen of screens) {
    await gallery.open(screen);
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme });
      pictures.set(`${screen.name}.${theme}.${window.width}`, await pictureOf(page, screen, window));
    }
  }
  return [pictures, await environmentOf(browser)];
}

await main();
