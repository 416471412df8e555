import { css, type CSSResult } from "lit";

/** Links of which one is current, each to the same page narrowed otherwise. */
export const tabsStyles: CSSResult = css`
  .tabs {
    display: flex;
    gap: 2px;
    overflow-x: auto;
    scrollbar-width: none;
    border-block-end: 1px solid var(--_line);
  }
  .tabs a {
    padding: 6px 10px;
    border-block-end: 2px solid transparent;
    white-space: nowrap;
    color: var(--_ink-soft);
    font-weight: 500;
  }
  .tabs a:hover {
    color: var(--_ink);
    text-decoration: none;
  }
  @media (forced-colors: active) {
    .tabs a {
      border-block-end-color: Canvas;
    }
  }
  .tabs a[aria-current] {
    border-block-end-color: var(--_accent);
    color: var(--_ink);
  }
`;
