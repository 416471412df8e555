import { css, type CSSResult } from "lit";

export const sessionStyles: CSSResult = css`
  .columns {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 320px;
    gap: var(--_gap);
    align-items: start;
  }
  .tabs {
    margin-block-end: 12px;
  }
  .aside {
    display: grid;
    gap: var(--_gap);
  }
  .aside h2,
  .day h2 {
    font-size: var(--_text);
    font-weight: 600;
  }
  .aside .card {
    padding: 14px 16px;
  }
  .open {
    display: grid;
    gap: 10px;
    margin-block-start: 8px;
  }
  .open p,
  .next p {
    margin-block-start: 4px;
    overflow-wrap: anywhere;
  }
  .next .button {
    margin-block-start: 10px;
  }
  .above {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 8px;
    margin-block-end: 8px;
  }
  .day + .day {
    margin-block-start: var(--_gap);
  }
  .day h2 {
    position: sticky;
    inset-block-start: 0;
    padding-block: 6px;
    color: var(--_ink-soft);
    font-weight: 500;
  }
  .turn {
    position: relative;
    display: grid;
    grid-template-columns: 8ch 12ch minmax(0, 1fr) auto;
    align-items: center;
    gap: 0 12px;
    min-height: 44px;
    padding: 8px 16px;
    border-block-end: 1px solid var(--_line);
  }
  li:last-child > .turn {
    border-block-end: 0;
  }
  .turn:hover {
    background: var(--_hover);
  }
  .turn:has(a.stop:focus-visible) {
    background: var(--_hover);
    box-shadow: inset 2px 0 0 var(--_accent);
  }
  .turn a.stop {
    font-weight: 500;
  }
  .turn a.stop::after {
    content: "";
    position: absolute;
    inset: 0;
  }
  .turn :is(scoria-id, scoria-time) {
    position: relative;
    z-index: 1;
  }
  .what {
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .why {
    display: block;
    color: var(--_ink-soft);
  }
  .more {
    display: grid;
    justify-items: end;
    color: var(--_ink-faint);
    font-size: var(--_text-small);
    white-space: nowrap;
  }
  .gap {
    display: flex;
    align-items: center;
    gap: 10px;
    padding: 3px 16px;
    background: var(--_canvas);
    border-block-end: 1px solid var(--_line);
    color: var(--_ink-faint);
    font-size: var(--_text-small);
  }
  .is-outdated {
    opacity: 0.55;
  }
  @container (max-width: 640px) {
    .columns {
      grid-template-columns: minmax(0, 1fr);
    }
    .aside {
      display: contents;
    }
    .aside > :first-child {
      grid-row: 1;
    }
  }
  @container (max-width: 536px) {
    .turn {
      grid-template-columns: auto 1fr;
    }
    .what {
      grid-column: 1 / -1;
    }
    .more {
      display: none;
    }
  }
`;
