import { css, html, type CSSResult, type TemplateResult } from "lit";
import { isApple } from "../base/platform.ts";
import { texts } from "../texts/texts.ts";

/** The keys of a shortcut as one sees them on the keyboard: `g r` is two caps with `then` between. */
export function keyCaps(keys: string): TemplateResult {
  const caps = keys.split(" ").map((key) => html`<kbd>${nameOf(key)}</kbd>`);
  return html`<span class="key-caps"
    >${caps.flatMap((cap, place) => (place === 0 ? [cap] : [texts.shortcuts.betweenKeys, cap]))}</span
  >`;
}

function nameOf(key: string): string {
  return key.startsWith("mod+") ? `${isApple ? "⌘" : "Ctrl"} ${key.slice(4).toUpperCase()}` : key;
}

/** For whoever uses `keyCaps` in its own shadow root, beside `controlStyles`. */
export const keyCapStyles: CSSResult = css`
  .key-caps {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    color: var(--_ink-faint);
    font-size: var(--_text-small);
    white-space: nowrap;
  }
`;
