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
import type { Workload } from "./workload.ts";

const downPx = 600;
const upPx = 9_000;

export const scroll: Workload = {
  name: "scroll",
  shows:
    "the dashboard's list of 100,000 runs in Chromium, 1280 x 800, scrolled from the newest run to the oldest by 600 pixels a frame, " +
    "while it reads 200 more before each end, and back to the top by 9,000; it is kept up to date meanwhile. Frames in " +
    "which a part of the window showed no rows are blank. Database, server, browser and bench share the two cores",
  variants: [{ runs: 100_000 }],
  rounds: 1,
  compares: { figure: "downLongTasks", moreIsBetter: false },
  takes: ({ name }) => name === "scoria",
  async measure({ databaseUrl, variant }) {
    const runs = Number(variant["runs"]);
    await migrate({ database: databaseUrl });
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    await fillRuns(client, runs, 1).finally(() => client.end());
    await using scoria = await createScoria({ database: databaseUrl, worker: false, logger: quietLogger });
    const dashboard = createDashboardHandler(scoria, {
      authorize: () => ({ actorId: "operator", tenants: ["tenant-0"], can: ["read", "cancel", "retry"] }),
    });
    const server = createServer(toNodeHandler(dashboard));
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
      await scrollBy(page, downPx, () => page.getByText("runs, and that is all.").isVisible());
      const seconds = rounded((performance.now() - began) / 1_000);
      const down = await takeFigures(page, "down");
      await scrollBy(page, -upPx, () => page.evaluate(() => scrollY === 0));
      const up = await takeFigures(page, "up");
      const heap = await page.evaluate(
        () => (performance as never as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize,
      );
      return { downSeconds: seconds, ...down, ...up, heapMiB: rounded(heap / 2 ** 20) };
    } finally {
      await browser.close();
      server.closeAllConnections();
      server.close();
    }
  },
};

/** So many pixels each frame, and a look each 50 frames at whether the end has come. */
async function scrollBy(page: Page, px: number, isThere: () => Promise<boolean>): Promise<void> {
  do {
    await page.evaluate(async (by) => {
      for (let frame = 0; frame < 50; frame += 1) {
        window.scrollBy(0, by);
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
    }, px);
  } while (!(await isThere()));
}

function required<T>(value: T | null): T {
  if (value === null) throw new Error("The page of runs is not there.");
  return value;
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}
