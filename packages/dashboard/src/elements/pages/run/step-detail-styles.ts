import { css, type CSSResult } from "lit";

export const stepDetailStyles: CSSResult = css`
  :host {
    display: grid;
    gap: 12px;
    align-content: start;
    min-width: 0;
  }
  h2 {
    font-size: var(--_text-large);
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  h3 {
    margin-block-end: 4px;
    color: var(--_ink-soft);
    font-size: var(--_text-small);
    font-weight: 600;
  }
  section {
    min-width: 0;
  }
  .attempts {
    display: grid;
    gap: 8px;
  }
  .entries li {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 8px;
    color: var(--_ink-soft);
  }
  .entries button {
    min-height: 26px;
    margin-inline-start: -8px;
    padding: 0 8px;
    overflow: hidden;
    color: var(--_ink);
    font-weight: 400;
  }
`;
