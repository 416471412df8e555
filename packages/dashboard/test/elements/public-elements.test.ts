import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { customElementsManifest } from "../../elements-build/custom-elements-manifest.ts";
import { launchChromium, openPage } from "./chromium.ts";
import { serveElements, type ElementsServer } from "./elements-server.ts";
import { scriptedDesk } from "./scripted-desk.ts";

interface Declaration {
  readonly tagName: string;
  readonly attributes: readonly { readonly name: string; readonly fieldName: string }[];
}

interface Manifest {
  readonly modules: readonly [{ readonly declarations: readonly Declaration[] }];
}

let browser: Browser;
let server: ElementsServer;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchChromium(), serveElements({ api: scriptedDesk() })]);
});

afterAll(async () => {
  await browser.close();
  await server[Symbol.asyncDispose]();
});

test("the manifest of the elements says what the elements say of themselves now", async () => {
  const written = JSON.parse(
    await readFile(join(import.meta.dirname, "../../custom-elements.json"), "utf8"),
  ) as unknown;
  expect(written, "Write it anew: npm run custom-elements").toEqual(customElementsManifest());
});

test("the manifest names exactly the elements that a page can mount, with the attributes that they take", async () => {
  const { page } = await openPage(browser, "about:blank");
  await page.addInitScript(() => {
    const defined: string[] = [];
    const define = customElements.define.bind(customElements);
    customElements.define = (tag, element) => {
      define(tag, element);
      if ("base" in element.prototype) defined.push(tag);
    };
    Object.assign(window, { defined });
  });
  await page.goto(`${server.url}/scoria`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  const mountable = await page.evaluate(() =>
    (window as unknown as { defined: readonly string[] }).defined.map((tag) => {
      const element = customElements.get(tag) as unknown as { readonly observedAttributes: readonly string[] };
      return [tag, element.observedAttributes] as const;
    }),
  );
  const [{ declarations }] = (customElementsManifest() as Manifest).modules;
  expect(mountable.map(([tag]) => tag).toSorted()).toEqual(declarations.map(({ tagName }) => tagName).toSorted());
  for (const { tagName, attributes } of declarations) {
    // What the whole dashboard reflects of a person's preferences is for its own styles.
    const observed = new Map(mountable).get(tagName)?.filter((name) => name !== "theme" && name !== "density");
    expect([tagName, observed?.toSorted()]).toEqual([tagName, attributes.map(({ name }) => name).toSorted()]);
  }
});
