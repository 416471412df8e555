import type { ElementHandle, Page } from "playwright-core";
import { quantile, rounded, sorted } from "../measure/statistics.ts";
import type { Figures } from "../workloads/workload.ts";

/** What the page itself saw while it was scrolled. */
interface Seen {
  readonly frames: number[];
  readonly longTasks: number[];
  blankFrames: number;
  mostRows: number;
}

declare global {
  interface Window {
    seen: Seen;
  }
}

/** Has the page write down its frames, its long tasks (over 50 ms, by the browser's own count) and where it shows no rows. */
export async function watchPage(page: Page, list: ElementHandle<Element>): Promise<void> {
  await list.evaluate((element) => {
    const seen: Seen = { frames: [], longTasks: [], blankFrames: 0, mostRows: 0 };
    window.seen = seen;
    new PerformanceObserver((entries) => {
      for (const { duration } of entries.getEntries()) seen.longTasks.push(duration);
    }).observe({ type: "longtask" });
    let before = performance.now();
    const look = (now: number): void => {
      seen.frames.push(now - before);
      before = now;
      const body = element.shadowRoot?.querySelector("tbody");
      const rows = body?.querySelectorAll<HTMLElement>("tr[data-key]") ?? [];
      const [first, last] = [rows[0], rows[rows.length - 1]];
      if (body && first && last) {
        const whole = body.getBoundingClientRect();
        const top = first.getBoundingClientRect().top;
        const bottom = last.getBoundingClientRect().bottom;
        if (top > Math.max(0, whole.top) + 1 || bottom < Math.min(innerHeight, whole.bottom) - 1) seen.blankFrames += 1;
        seen.mostRows = Math.max(seen.mostRows, rows.length);
      }
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}

/** What was seen since the last call, named by the way that was scrolled. */
export async function takeFigures(page: Page, way: string): Promise<Figures> {
  const { frames, longTasks, blankFrames, mostRows } = await page.evaluate(() => {
    const { seen } = window;
    return { ...seen, frames: seen.frames.splice(0), longTasks: seen.longTasks.splice(0) };
  });
  await page.evaluate(() => void (window.seen.blankFrames = 0));
  const ordered = sorted(frames);
  return {
    [`${way}Frames`]: frames.length,
    [`${way}FrameP95Ms`]: rounded(quantile(ordered, 0.95)),
    [`${way}LongTasks`]: longTasks.length,
    [`${way}LongestTaskMs`]: rounded(Math.max(0, ...longTasks)),
    [`${way}BlankFrames`]: blankFrames,
    [`${way}RowsInPage`]: mostRows,
  };
}
