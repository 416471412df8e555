import type { Page } from "playwright-core";

/** What has the focus, however deep: its own text, the heading of the section and the name of the article around it. */
export interface Focused {
  readonly text: string;
  readonly section: string | undefined;
  readonly article: string | undefined;
}

export function focusOf(page: Page): Promise<Focused> {
  return page.evaluate(() => {
    let focused = document.activeElement;
    while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
    return {
      text: focused?.textContent.trim() ?? "",
      section: focused?.closest("section")?.querySelector("h2")?.textContent.trim(),
      article: focused?.closest("article")?.ariaLabel ?? undefined,
    };
  });
}
