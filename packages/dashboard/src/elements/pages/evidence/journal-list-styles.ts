import { css, type CSSResult } from "lit";

export const journalListStyles: CSSResult = css`
  :host {
    container-type: inline-size;
  }
  .filter {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 8px 12px;
    padding: 8px 16px;
    border-block-end: 1px solid var(--_line);
  }
  .filter label {
    display: flex;
    align-items: center;
    gap: 8px;
    color: var(--_ink-soft);
  }
  .halves {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 44%);
  }
  .grid {
    position: relative;
    max-height: min(64vh, 560px);
    overflow: auto;
    scroll-padding-block-start: var(--_row);
    scrollbar-width: thin;
  }
  .head {
    position: sticky;
    inset-block-start: 0;
    z-index: 1;
    background: var(--_surface);
    color: var(--_ink-faint);
    font-size: var(--_text-small);
    font-weight: 500;
  }
  .row {
    display: grid;
    grid-template-columns: 52px minmax(0, 4fr) minmax(0, 5fr) minmax(0, 2fr) 84px;
    align-items: center;
    height: calc(var(--_row) - 4px);
    border-block-end: 1px solid var(--_line);
  }
  .row > span {
    padding-inline: 8px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .seq {
    color: var(--_ink-faint);
    text-align: end;
  }
  .row > .at {
    padding-inline-end: 16px;
    text-align: end;
  }
  .step,
  .role,
  .at {
    color: var(--_ink-soft);
  }
  [data-key] {
    cursor: pointer;
  }
  [data-key]:hover {
    background: var(--_hover);
  }
  .row.is-selected {
    background: var(--_accent-ground);
    box-shadow: inset 3px 0 0 var(--_accent);
  }
  .row:focus-visible {
    outline-offset: -2px;
  }
  .entry {
    display: grid;
    align-content: start;
    gap: 8px;
    max-height: min(64vh, 560px);
    padding: 12px 16px;
    border-inline-start: 1px solid var(--_line);
    overflow: auto;
  }
  .entry h3 {
    font-size: var(--_text);
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  @container (max-width: 760px) {
    .halves {
      grid-template-columns: minmax(0, 1fr);
    }
    .grid {
      max-height: 320px;
    }
    .entry {
      max-height: none;
      border-inline-start: 0;
      border-block-start: 1px solid var(--_line);
    }
  }
  @container (max-width: 520px) {
    .row {
      grid-template-columns: 44px minmax(0, 1fr) 80px;
    }
    .row > .step,
    .row > .role {
      display: none;
    }
  }
`;
