import { css, type CSSResult } from "lit";

/** A few figures in a line above a list, and the line below a page's title that says what is listed. */
export const summaryStyles: CSSResult = css`
  .about {
    max-width: 100ch;
    color: var(--_ink-soft);
  }
  .summary {
    display: flex;
    flex-wrap: wrap;
    gap: 1px;
    margin-block-end: var(--_gap);
    border: 1px solid var(--_line);
    border-radius: var(--_radius-large);
    background: var(--_line);
    overflow: clip;
  }
  @media (forced-colors: active) {
    .summary {
      background: CanvasText;
    }
  }
  .summary > div {
    flex: 1 1 130px;
    padding: 10px 16px;
    background: var(--_surface);
  }
  .summary dt {
    color: var(--_ink-soft);
  }
  .summary dd {
    font-size: var(--_text-title);
    font-weight: 600;
    letter-spacing: -0.01em;
  }
  .summary scoria-time {
    font-size: inherit;
  }
  .summary .warn dd {
    color: var(--_warn);
  }
  .summary .bad dd {
    color: var(--_bad);
  }
  .outcome {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
    margin-block-end: var(--_gap);
    padding: 6px 8px 6px 12px;
    border: 1px solid var(--_line-strong);
    border-inline-start: 3px solid var(--_good);
    border-radius: var(--_radius);
    background: var(--_surface);
    overflow-wrap: anywhere;
  }
  .outcome a {
    text-decoration: underline;
    text-underline-offset: 2px;
  }
`;
