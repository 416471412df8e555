import { css, type CSSResult } from "lit";

/** Names and values in pairs: `.facts` in a line that wraps, `.facts.stacked` under each other. */
export const factsStyles: CSSResult = css`
  .facts {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 20px;
    /* A link in a line is a target that is high enough, and stands no lower than the words beside it. */
    line-height: 24px;
  }
  .facts > div {
    display: flex;
    align-items: baseline;
    gap: 6px;
    min-width: 0;
    min-height: 24px;
  }
  .facts dt {
    flex: none;
    color: var(--_ink-faint);
  }
  .facts dd {
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .facts.stacked {
    display: grid;
    gap: 2px;
  }
  .facts.stacked > div {
    display: grid;
    grid-template-columns: minmax(88px, 30%) minmax(0, 1fr);
  }
  .facts a {
    display: inline-block;
    text-decoration: underline;
    text-decoration-color: var(--_line-strong);
    text-underline-offset: 2px;
  }
  .facts a:hover {
    text-decoration-color: currentColor;
  }
`;
