import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildGallery } from "./build-gallery.ts";
import { launchChromium, openPage } from "./chromium.ts";
import { serveElements, type ElementsServer } from "./elements-server.ts";
import { ScriptedText } from "./scripted-api.ts";
import { scriptedDesk } from "./scripted-desk.ts";

const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

let browser: Browser;
let server: ElementsServer;
let axe: string;

beforeAll(async () => {
  const script = await buildGallery();
  const api = scriptedDesk().on("readLane", () => new ScriptedText('{"a":[1,{"b":null}],"c":"[redacted:api-key]"}'));
  axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  browser = await launchChromium();
  const body = "<main><scoria-gallery></scoria-gallery></main>";
  server = await serveElements({ api, hostPages: { "/gallery": { body, script } } });
});

afterAll(async () => {
  await browser.close();
  await server[Symbol.asyncDispose]();
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1280, 320]) {
    for (const path of ["/scoria", "/scoria/workflows", "/gallery"]) {
      test(`${path} has no fault of WCAG 2.2 AA, ${colorScheme}, ${width} wide`, async () => {
        const viewport = { width, height: 800 };
        const { page, faults } = await openPage(browser, `${server.url}${path}`, { colorScheme, viewport });
        await page.getByRole("heading").first().waitFor();
        await page.waitForLoadState("networkidle");
        await page.evaluate(axe);
        const results = await page.evaluate(
          (values) =>
            (
              window as unknown as { axe: { run: (context: Document, options: object) => Promise<AxeResults> } }
            ).axe.run(document, { runOnly: { type: "tag", values } }),
          rules,
        );
        expect(results.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
        expect(results.passes.length).toBeGreaterThan(10);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
        expect(faults).toEqual([]);
      });
    }
  }
}
