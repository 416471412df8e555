import { css, type CSSResult } from "lit";

export const approvalStyles: CSSResult = css`
  scoria-page-header {
    margin-block-end: 8px;
  }
  .ask {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 4px 8px;
    margin-block-end: var(--_gap);
    overflow-wrap: anywhere;
  }
  .ask .why {
    font-size: var(--_text-large);
    font-weight: 500;
  }
  .parts {
    display: grid;
    grid-template: "effect side" "compare side" 1fr / minmax(0, 1fr) minmax(280px, 340px);
    gap: var(--_gap);
    align-items: start;
  }
  .effect {
    grid-area: effect;
  }
  .compare {
    grid-area: compare;
  }
  .side {
    grid-area: side;
    position: sticky;
    inset-block-start: 64px;
    display: grid;
    gap: var(--_gap);
  }
  .effect .card-body,
  .compare .card-body {
    display: grid;
    gap: 10px;
  }
  summary {
    font-weight: 500;
    cursor: pointer;
  }
  summary .faint {
    font-weight: 400;
  }
  details[open] summary {
    margin-block-end: 8px;
  }
  .link {
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .warn,
  .may-not {
    display: flex;
    gap: 8px;
    padding: 8px 12px;
    border-radius: var(--_radius);
    background: var(--_warn-ground);
    color: var(--_warn);
    font-weight: 500;
  }
  .may-not {
    background: var(--_sunken);
    color: var(--_ink-soft);
  }
  :is(.warn, .may-not) .icon {
    flex: none;
    margin-block-start: 2px;
  }
  .decision {
    display: grid;
    gap: 10px;
    padding: 14px 16px 16px;
    overflow: visible;
  }
  .decision h2 {
    font-size: var(--_text);
    font-weight: 600;
  }
  .is-pending .decision {
    border-color: var(--_accent);
    box-shadow: inset 0 2px 0 var(--_accent);
  }
  .choices {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 12px;
  }
  .choices > div {
    display: grid;
    justify-items: center;
    gap: 6px;
  }
  .choices button {
    width: 100%;
    min-height: calc(var(--_control) + 8px);
    font-weight: 600;
  }
  .receipt {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 2px 8px;
    overflow-wrap: anywhere;
  }
  .reason {
    padding-inline-start: 10px;
    border-inline-start: 2px solid var(--_line-strong);
    overflow-wrap: anywhere;
  }
  .as-written {
    white-space: pre-wrap;
  }
  .facts {
    display: grid;
    gap: 6px;
    padding: 12px 16px;
    border-block-start: 1px solid var(--_line);
  }
  .facts > div {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0 12px;
    min-height: 24px;
  }
  dt {
    color: var(--_ink-soft);
  }
  dd {
    overflow-wrap: anywhere;
  }
  .outcome {
    display: grid;
    gap: 8px;
    margin-block-end: var(--_gap);
    padding: 10px 14px;
    border: 1px solid var(--_line-strong);
    border-inline-start: 3px solid var(--_warn);
    border-radius: var(--_radius);
    background: var(--_surface);
    overflow-wrap: anywhere;
  }
  .outcome button {
    justify-self: start;
  }
  @container (max-width: 640px) {
    .parts {
      grid-template: "effect" "side" "compare" / minmax(0, 1fr);
    }
    .side {
      position: static;
    }
    .keys {
      display: none;
    }
  }
`;
