import { css, type CSSResult } from "lit";

export const stepTreeStyles: CSSResult = css`
  :host {
    container-type: inline-size;
  }
  .grid {
    --band: color-mix(in srgb, var(--_warn) 14%, transparent);
    position: relative;
    max-height: min(60vh, 560px);
    overflow: auto;
    scroll-padding-block-start: var(--_row);
    scrollbar-width: thin;
  }
  .head {
    position: sticky;
    inset-block-start: 0;
    z-index: 2;
    background: var(--_surface);
    color: var(--_ink-faint);
    font-size: var(--_text-small);
    font-weight: 500;
  }
  .row {
    display: grid;
    grid-template-columns: minmax(0, 38fr) minmax(0, 13fr) 76px minmax(0, 49fr);
    align-items: stretch;
    height: var(--_row);
    border-block-end: 1px solid var(--_line);
  }
  .row > span {
    display: flex;
    align-items: center;
    min-width: 0;
    padding-inline: 8px;
  }
  [data-key] {
    cursor: pointer;
  }
  [data-key]:hover {
    background: var(--_hover);
  }
  [data-key]:last-child {
    border-block-end: 0;
  }
  .row.is-selected {
    background: var(--_accent-ground);
    box-shadow: inset 3px 0 0 var(--_accent);
  }
  .row:focus-visible {
    outline-offset: -2px;
  }
  .row > .step {
    gap: 6px;
    margin-inline-start: 8px;
    padding-inline-end: 8px;
  }
  .turn {
    flex: none;
    display: grid;
    place-items: center;
    width: 16px;
    height: 24px;
    color: var(--_ink-faint);
  }
  .turn .icon {
    width: 12px;
    height: 12px;
  }
  [aria-expanded="true"] .turn .icon {
    rotate: 90deg;
  }
  .status {
    flex: none;
  }
  .name {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-weight: 500;
  }
  .tag {
    flex: 0 1 auto;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    color: var(--_ink-faint);
    font-size: var(--_text-small);
  }
  .role {
    color: var(--_ink-soft);
    overflow: hidden;
    white-space: nowrap;
  }
  .row > .took {
    justify-content: end;
    color: var(--_ink-soft);
    white-space: nowrap;
  }
  .row > .time,
  .row > .axis {
    position: relative;
    margin-inline: 4px 16px;
    padding: 0;
  }
  .row > .time {
    background: var(--bands);
  }
  .ends {
    display: flex;
    justify-content: space-between;
    width: 100%;
  }
  .band-label {
    position: absolute;
    inset-block: 0;
    overflow: hidden;
    background: var(--_warn-ground);
    color: var(--_warn);
    line-height: var(--_row);
    text-align: center;
    white-space: nowrap;
  }
  .bar {
    --tone: var(--_ink-faint);
    position: absolute;
    inset-block: calc(50% - 5px);
    min-inline-size: 3px;
    border-radius: 2px;
    background: var(--tone);
  }
  .bar.completed,
  .bar.approved {
    --tone: var(--_good);
  }
  .bar.running {
    --tone: var(--_busy);
  }
  .bar.waiting,
  .bar.pending {
    --tone: var(--_warn);
  }
  .bar.failed,
  .bar.rejected {
    --tone: var(--_bad);
  }
  .bar.halted {
    --tone: var(--_halt);
  }
  /* What has something under it is a thin line: the work is in the lines below. */
  .bar.is-span {
    inset-block: calc(50% - 2px);
    opacity: 0.75;
  }
  /* With several attempts the whole is a line and each attempt a bar on it. */
  .bar.was-tried:not(.attempt, .is-span) {
    inset-block: calc(50% - 1px);
    opacity: 0.6;
  }
  .bar.attempt.failed {
    background: repeating-linear-gradient(135deg, var(--_bad) 0 2px, transparent 2px 4px);
    box-shadow: inset 0 0 0 1px var(--_bad);
  }
  @container (max-width: 520px) {
    .row {
      grid-template-columns: minmax(0, 56fr) 76px minmax(0, 44fr);
    }
    .row > :nth-child(2),
    .tag,
    .band-label {
      display: none;
    }
  }
  @media (forced-colors: active) {
    .grid {
      --band: color-mix(in srgb, CanvasText 30%, transparent);
    }
    .row > .time {
      forced-color-adjust: none;
    }
    .bar {
      --tone: CanvasText !important;
    }
    .bar.attempt.failed {
      background: repeating-linear-gradient(135deg, CanvasText 0 2px, transparent 2px 4px);
      box-shadow: inset 0 0 0 1px CanvasText;
    }
  }
`;
