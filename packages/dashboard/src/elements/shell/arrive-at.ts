import type { Page } from "../base/page.ts";
import type { Spot } from "../base/spot.ts";
import type { PageHeader } from "../parts/page-header.ts";

/** About a second: what is remembered of a page is drawn well within it. */
const mostFrames = 60;

/** Begins a page that one has not been on: at its top, with its heading. */
export async function beginAt(page: Page): Promise<void> {
  scrollTo(0, 0);
  await page.updateComplete;
  await focusHeading(page);
}

/**
 * Goes back to where one was on a page, as soon as it is drawn as far as that; one that is shorter now is gone down as far as it
 * goes. Whoever scrolls, points or presses a key meanwhile is left where they are.
 */
export async function returnTo(page: Page, { top, link }: Spot): Promise<void> {
  const moved = new AbortController();
  const { signal } = moved;
  for (const type of ["wheel", "touchstart", "pointerdown", "keydown"]) {
    addEventListener(type, () => moved.abort(), { capture: true, passive: true, signal });
  }
  for (let frame = 0; frame < mostFrames; frame += 1) {
    await page.updateComplete;
    if (signal.aborted || !page.isConnected) break;
    // Only a frame later: the rows that are drawn there are known then.
    if (frame > 0 && Math.abs(scrollY - top) < 1) break;
    scrollTo({ top, behavior: "instant" });
    await new Promise(requestAnimationFrame);
  }
  if (!signal.aborted && page.isConnected) await focusLink(page, link);
  moved.abort();
}

async function focusLink(page: Page, link: string | undefined): Promise<void> {
  const found = link === undefined ? null : page.renderRoot.querySelector<HTMLElement>(`a[href="${CSS.escape(link)}"]`);
  if (found === null) await focusHeading(page);
  else found.focus({ preventScroll: true });
}

async function focusHeading(page: Page): Promise<void> {
  const header = page.renderRoot.querySelector<PageHeader>("scoria-page-header");
  await header?.updateComplete;
  header?.focus();
}
