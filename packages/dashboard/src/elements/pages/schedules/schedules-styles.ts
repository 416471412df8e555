import { css, type CSSResult } from "lit";

export const schedulesStyles: CSSResult = css`
  .flags {
    display: flex;
    flex-wrap: wrap;
    flex: 1 1 18ch;
    align-items: center;
    gap: 6px;
    overflow-wrap: anywhere;
  }
  .flags a,
  a.run {
    text-decoration: underline;
    text-decoration-color: var(--_line-strong);
    text-underline-offset: 2px;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .notice {
    padding: 8px 16px;
    border-block-end: 1px solid var(--_line);
    background: var(--_warn-ground);
    overflow-wrap: anywhere;
  }
  .facts {
    display: grid;
    grid-template-columns: 1.5fr 1fr 1fr;
    gap: 8px 32px;
    padding: 12px 16px;
  }
  .fact {
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .fact h3,
  .details h3 {
    color: var(--_ink-soft);
    font-size: var(--_text);
    font-weight: 500;
  }
  .main {
    font-size: var(--_text-large);
    font-weight: 600;
  }
  .main scoria-time {
    font-size: inherit;
  }
  .late {
    color: var(--_warn);
    font-size: var(--_text);
  }
  .more {
    border-block-start: 1px solid var(--_line);
  }
  .more summary {
    padding: 8px 16px;
    color: var(--_ink-soft);
    cursor: pointer;
  }
  .more summary:focus-visible {
    outline-offset: -2px;
  }
  .details {
    display: grid;
    grid-template-columns: minmax(260px, 1fr) 2fr;
    gap: 16px 32px;
    padding: 8px 16px 16px;
  }
  .values {
    grid-column: 1 / -1;
    min-width: 0;
  }
  .about-it:first-child {
    grid-column: 1 / -1;
  }
  .times {
    margin-block-start: 4px;
  }
  .times li {
    display: flex;
    justify-content: space-between;
    gap: 12px;
    max-width: 320px;
  }
  .about-it {
    display: grid;
    grid-template-columns: max-content minmax(0, 1fr);
    gap: 2px 16px;
    align-content: start;
  }
  .about-it dt {
    color: var(--_ink-soft);
  }
  .about-it dd {
    overflow-wrap: anywhere;
  }
  .about-it a {
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .foot {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
    min-height: var(--_control);
    margin-block-start: 12px;
  }
  @container (max-width: 696px) {
    .facts,
    .details {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
