import { css, type CSSResult } from "lit";

/** A dialog over the page that is closed by Escape or by a click beside it. */
export const dialogStyles: CSSResult = css`
  :host {
    display: contents;
  }
  dialog {
    width: min(560px, calc(100vw - 32px));
    max-height: min(70dvh, 640px);
    margin-block-start: 12dvh;
    padding: 0;
    border: 1px solid var(--_line-strong);
    border-radius: calc(var(--_radius) * 2);
    background: var(--_surface);
    box-shadow: var(--_shadow);
    color: var(--_ink);
    font-family: var(--_font);
    font-size: var(--_text);
    overflow: hidden;
  }
  dialog[open] {
    display: flex;
    flex-direction: column;
  }
  dialog::backdrop {
    background: rgb(0 0 0 / 40%);
  }
`;
