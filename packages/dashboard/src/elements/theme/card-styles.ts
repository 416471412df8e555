import { css, type CSSResult } from "lit";

/** A framed part of a page, with a heading of its own. */
export const cardStyles: CSSResult = css`
  .card {
    border: 1px solid var(--_line);
    border-radius: var(--_radius-large);
    background: var(--_surface);
    overflow: clip;
  }
  .card-head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
    min-height: 44px;
    padding: 8px 16px;
    border-bottom: 1px solid var(--_line);
  }
  .card-head h2 {
    font-size: var(--_text);
    font-weight: 600;
  }
  .card-body {
    padding: 16px;
  }
`;
