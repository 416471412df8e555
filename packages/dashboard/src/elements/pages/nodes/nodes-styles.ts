import { css, type CSSResult } from "lit";

export const nodesStyles: CSSResult = css`
  .flags {
    flex: 1;
  }
  .node {
    display: grid;
    grid-template-columns: minmax(22ch, 1.3fr) minmax(24ch, 1.3fr) minmax(12ch, 1fr) minmax(12ch, 0.7fr) minmax(
        76px,
        auto
      );
    align-items: start;
    gap: 4px 20px;
    padding: 10px 16px;
    border-block-end: 1px solid var(--_line);
  }
  .node:last-child {
    border-block-end: 0;
  }
  .node:focus-visible {
    outline-offset: -2px;
  }
  .which {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    align-self: center;
    gap: 4px 10px;
  }
  .label {
    display: block;
    color: var(--_ink-faint);
    font-size: var(--_text-small);
  }
  .late {
    color: var(--_warn);
    font-weight: 600;
  }
  .load scoria-meter {
    margin-block-start: 2px;
  }
  .actions {
    align-self: center;
    justify-self: end;
  }
  .kinds,
  .node > .notice {
    grid-column: 1 / -1;
  }
  .kinds summary {
    width: fit-content;
    color: var(--_ink-soft);
    cursor: pointer;
  }
  .kinds ul {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 6px;
    padding-block: 6px 2px;
  }
  .kinds li {
    padding: 1px 8px;
    border: 1px solid var(--_line);
    border-radius: 99px;
    background: var(--_sunken);
    font-size: var(--_text-small);
    overflow-wrap: anywhere;
  }
  .notice {
    overflow-wrap: anywhere;
  }
  .node > .notice {
    padding: 6px 10px;
    border-radius: var(--_radius);
    background: var(--_warn-ground);
  }
  .card > .notice {
    padding: 8px 16px;
    border-block-end: 1px solid var(--_line);
    background: var(--_halt-ground);
  }
  .none-takes {
    margin-block-end: var(--_gap);
    padding: 8px 12px;
    border: 1px solid var(--_line-strong);
    border-inline-start: 3px solid var(--_bad);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  .gone {
    margin-block-start: 12px;
  }
  .gone summary {
    padding: 10px 16px;
    color: var(--_ink-soft);
    cursor: pointer;
  }
  .gone li {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 4px 12px;
    padding: 6px 16px;
    border-block-start: 1px solid var(--_line);
  }
  @container (max-width: 740px) {
    .node {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    }
    .which {
      grid-column: 1 / -1;
    }
    .actions {
      justify-self: start;
      align-self: end;
    }
  }
  @container (max-width: 396px) {
    .node {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
