import { css, type CSSResult } from "lit";

export const errorBoxStyles: CSSResult = css`
  .error {
    display: grid;
    gap: 4px;
    padding: 8px 12px;
    border-inline-start: 3px solid var(--_bad);
    border-radius: var(--_radius);
    background: var(--_bad-ground);
    overflow-wrap: anywhere;
  }
  .error-name strong {
    color: var(--_bad);
    font-weight: 600;
  }
  .error scoria-text {
    max-height: 12em;
    overflow: auto;
  }
  summary {
    width: fit-content;
    padding-block: 3px;
    color: var(--_ink-soft);
    font-weight: 500;
    cursor: pointer;
  }
`;
