import { css, type CSSResult } from "lit";

export const queuesStyles: CSSResult = css`
  .card-head a {
    display: inline-block;
    min-width: 24px;
    min-height: 24px;
  }
  .flags {
    display: flex;
    flex-wrap: wrap;
    flex: 1;
    gap: 6px;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .notice {
    padding: 8px 16px;
    border-block-end: 1px solid var(--_line);
    color: var(--_ink-soft);
    overflow-wrap: anywhere;
  }
  .notice.warn {
    background: var(--_warn-ground);
    color: var(--_ink);
  }
  .figures {
    display: grid;
    grid-template-columns: 1fr 1fr minmax(280px, 1.3fr);
    gap: 8px 32px;
    padding: 12px 16px;
  }
  .figure {
    min-width: 0;
  }
  .figure h3 {
    color: var(--_ink-soft);
    font-size: var(--_text);
    font-weight: 500;
  }
  .number {
    display: inline-block;
    padding-block: 2px 4px;
    font-size: var(--_text-title);
    font-weight: 600;
    letter-spacing: -0.01em;
  }
  .aged {
    color: var(--_warn);
    font-weight: 600;
  }
  .flow {
    width: 100%;
    border-collapse: collapse;
  }
  .flow th {
    padding: 0 12px 2px 0;
    color: var(--_ink-faint);
    font-size: var(--_text-small);
    font-weight: 500;
    text-align: start;
  }
  .flow th[scope="row"] {
    width: 1px;
    vertical-align: middle;
  }
  .flow td {
    width: 50%;
    padding: 2px 0 2px 12px;
    font-weight: 500;
    text-align: end;
  }
  .flow thead th:not(:first-child) {
    padding: 0 0 2px 12px;
    text-align: end;
  }
  .flow scoria-meter {
    display: inline-block;
    width: calc(100% - 6ch);
    margin-inline-start: 6px;
    vertical-align: middle;
  }
  .limits {
    padding: 8px 16px;
    border-block-start: 1px solid var(--_line);
  }
  .limits strong {
    font-weight: 500;
  }
  .limits summary {
    cursor: pointer;
  }
  scoria-queue-limits {
    padding-block: 12px 8px;
  }
  @container (max-width: 640px) {
    .figures {
      grid-template-columns: 1fr 1fr;
    }
    .flow {
      grid-column: 1 / -1;
    }
  }
  @container (max-width: 316px) {
    .figures {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
