import { css, type CSSResult } from "lit";

/** What every element of ours has: its box, its text, where the focus is, and text for screen readers only. */
export const foundationStyles: CSSResult = css`
  :host {
    box-sizing: border-box;
    display: block;
    color: var(--_ink);
    font-family: var(--_font);
    font-size: var(--_text);
    line-height: 1.5;
    font-variant-numeric: tabular-nums;
    text-align: start;
  }
  :host([hidden]) {
    display: none;
  }
  *,
  *::before,
  *::after {
    box-sizing: inherit;
  }
  :focus-visible {
    outline: var(--_focus);
    outline-offset: 1px;
    border-radius: 4px;
  }
  h1,
  h2,
  h3,
  p,
  dl,
  dd,
  ul,
  ol,
  figure {
    margin: 0;
    padding: 0;
  }
  ul,
  ol {
    list-style: none;
  }
  a {
    color: inherit;
    text-decoration: none;
  }
  a:hover {
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  code,
  .mono {
    font-family: var(--_mono);
    font-size: 0.94em;
  }
  .soft {
    color: var(--_ink-soft);
  }
  .faint {
    color: var(--_ink-faint);
  }
  .for-reader {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  /* There a ground of ours is none. What is current has one of the system's: a frame is how the focus is shown. */
  @media (forced-colors: active) {
    [aria-current],
    [aria-pressed="true"] {
      background: Highlight !important;
      color: HighlightText !important;
      /* Else the text is laid on a plate of the page's ground. */
      forced-color-adjust: none;
      .icon {
        color: inherit !important;
      }
    }
    .row.is-selected {
      position: relative;
    }
    .row.is-selected::before {
      content: "";
      position: absolute;
      inset-block: 0;
      inset-inline-start: 0;
      width: 4px;
      background: Highlight;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation: none !important;
      transition: none !important;
    }
  }
`;
