import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createScoria, migrate, quietLogger } from "@scoria/core";
import { createDashboardHandler } from "@scoria/dashboard";
import { toNodeHandler } from "@scoria/dashboard/node";
import { Client } from "pg";
import { chromium, type Page } from "playwright-core";
import { provideChromium } from "../../test-browser/provide-chromium.ts";
import { fillRuns } from "../lists/fill-runs.ts";
import { rounded } from "../measure/statistics.ts";
import { takeFigures, watchPage } from "../scroll/watch-page.ts";
import type { Figures, Workload } from "./workload.ts";

/** How far the page is scrolled each frame: three rows as a wheel does, a window's height nearly, and as by the scroll bar. */
const speeds = { wheel: 120, fast: 600, fling: 9_000 };
const framesOfEach = 150;

export const scroll: Workload = {
  name: "scroll",
  shows:
    "the dashboard's list of 100,000 runs in Chromium, 1280 x 800: read to its end by jumping there again and again, then scrolled from " +
    "its middle for 150 frames by 120 pixels each, for 150 by 600, and for 150 by 9,000; it is kept up to date meanwhile. A task is " +
    "long from 50 ms on, a frame is blank when a part of the window shows no rows. Database, server, browser and bench share the two cores",
  variants: [{ runs: 100_000 }],
  rounds: 1,
  compares: { figure: "wheelFrameP95Ms", moreIsBetter: false },
  takes: ({ name }) => name === "scoria",
  async measure({ databaseUrl, variant }) {
    await migrate({ database: databaseUrl });
    await fill(databaseUrl, Number(variant["runs"]));
    await using scoria = await createScoria({ database: databaseUrl, worker: false, logger: quietLogger });
    const dashboard = createDashboardHandler(scoria, {
      authorize: () => ({ actorId: "operator", tenants: ["tenant-0"], can: ["read", "cancel", "retry"] }),
    });
    const server = createServer((request, response) => void toNodeHandler(dashboard)(request, response));
    const port = await listen(server);
    const executablePath = await provideChromium({
      env: process.env,
      signal: AbortSignal.timeout(600_000),
      report: console.log,
    });
    const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
    try {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      await page.goto(`http://127.0.0.1:${port}/scoria/workflows`);
      await page.getByText("The newest 50 are shown.").waitFor();
      await watchPage(page, required(await page.$("scoria-runs-page")));
      const began = performance.now();
      await readToTheEnd(page);
      const seconds = rounded((performance.now() - began) / 1_000);
      const reading = await takeFigures(page, "reading");
      const scrolling: Figures[] = [];
      for (const [speed, px] of Object.entries(speeds)) {
        await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight / 2));
        // What the jump to the middle costs is none of it.
        await scrollBy(page, px, 5);
        await takeFigures(page, speed);
        await scrollBy(page, px, framesOfEach);
        scrolling.push(await takeFigures(page, speed));
      }
      const heap = await page.evaluate(
        () => (performance as never as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize,
      );
      return Object.assign(
        { readingSeconds: seconds, heapMiB: rounded(heap / 2 ** 20) },
        reading,
        ...scrolling,
      ) as Figures;
    } finally {
      await browser.close();
      server.closeAllConnections();
      server.close();
    }
  },
};

async function fill(databaseUrl: string, runs: number): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await fillRuns(client, runs, 1);
  } finally {
    await client.end();
  }
}

async function readToTheEnd(page: Page): Promise<void> {
  const isThere = (): Promise<boolean> => page.getByText("runs, and that is all.").isVisible();
  while (!(await isThere())) {
    await page.evaluate(async () => {
      for (let frame = 0; frame < 50; frame += 1) {
        scrollTo(0, document.documentElement.scrollHeight);
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
    });
  }
}

async function scrollBy(page: Page, px: number, frames: number): Promise<void> {
  await page.evaluate(
    async ([by, count]) => {
      for (let frame = 0; frame < count; frame += 1) {
        window.scrollBy(0, by);
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
    },
    [px, frames] as const,
  );
}

function required<T>(value: T | null): T {
  if (value === null) throw new Error("The page of runs is not there.");
  return value;
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}
