import { css, type CSSResult } from "lit";

export const runsStyles: CSSResult = css`
  :host {
    display: flex;
    flex-direction: column;
    gap: 12px;
  }
  scoria-page-header {
    margin: 0;
  }
  .run {
    display: inline-flex;
    align-items: baseline;
    gap: 8px;
  }
  .why {
    color: var(--_ink-soft);
  }
  .foot {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
    min-height: var(--_control);
  }
  .actions {
    position: sticky;
    inset-block-start: 56px;
    z-index: 3;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    padding: 8px 12px;
    border: 1px solid var(--_accent);
    border-radius: var(--_radius);
    background: var(--_surface);
    box-shadow: var(--_shadow);
  }
  .actions strong {
    margin-inline-end: 4px;
    font-weight: 600;
  }
  .outcome {
    padding: 8px 12px;
    border: 1px solid var(--_line-strong);
    border-inline-start: 3px solid var(--_warn);
    border-radius: var(--_radius);
    background: var(--_surface);
    overflow-wrap: anywhere;
  }
  .outcome-head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
  }
  .code {
    margin: 4px 0 0;
    padding: 12px 16px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: var(--_ink);
    text-align: start;
    overflow-x: auto;
    max-width: 100%;
  }
`;
