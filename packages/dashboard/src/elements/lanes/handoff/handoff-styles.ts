import { css, type CSSResult } from "lit";

export const handoffStyles: CSSResult = css`
  article {
    padding: 12px 16px 16px;
  }
  article + article {
    border-block-start: 1px solid var(--_line);
  }
  article header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 12px;
    margin-block-end: 8px;
  }
  h3 {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    font-size: var(--_text);
    font-weight: 600;
  }
  h3 .icon {
    color: var(--_ink-faint);
  }
  .tag {
    padding: 0 8px;
    border: 1px solid var(--_line-strong);
    border-radius: 99px;
    color: var(--_ink-soft);
    font-size: var(--_text-small);
  }
  h4 {
    margin: 0 0 4px;
    color: var(--_ink-soft);
    font-size: var(--_text-small);
    font-weight: 600;
  }
  .columns {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 260px), 1fr));
    gap: 12px 24px;
    align-items: start;
  }
  .shown {
    min-width: 0;
  }
  .previews {
    display: grid;
    gap: 2px;
    margin-block-end: 4px;
  }
  .previews > div {
    display: grid;
    grid-template-columns: minmax(80px, 34%) minmax(0, 1fr);
    gap: 8px;
  }
  .previews dt {
    color: var(--_ink-faint);
    overflow-wrap: anywhere;
  }
  .previews dd {
    overflow-wrap: anywhere;
  }
  .pending {
    color: var(--_ink-soft);
    font-style: italic;
  }
  .none {
    padding: 12px 16px;
  }
`;
