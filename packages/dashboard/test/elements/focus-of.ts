import type { Page } from "playwright-core";

/** What has the focus, however deep: its own text, and the heading of the section around it. */
export function focusOf(page: Page): Promise<{ readonly text: string; readonly section: string | undefined }> {
  return page.evaluate(() => {
    let focused = document.activeElement;
    while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
    return {
      text: focused?.textContent.trim() ?? "",
      section: focused?.closest("section")?.querySelector("h2")?.textContent.trim(),
    };
  });
}
