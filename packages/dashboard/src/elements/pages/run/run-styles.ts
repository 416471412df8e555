import { css, type CSSResult } from "lit";

export const runStyles: CSSResult = css`
  .head {
    display: grid;
    gap: 2px;
    margin-block-start: 4px;
  }
  .sections {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--_gap);
  }
  .halves {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 36%);
    gap: var(--_gap);
    align-items: start;
  }
  .rail {
    max-height: min(calc(60vh + 46px), 606px);
    padding: 12px 16px 16px;
    overflow: auto;
    scrollbar-width: thin;
  }
  .asks,
  .failure,
  .removed {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 8px;
    padding: 12px 16px;
    border-inline-start: 3px solid var(--_warn);
  }
  .asks.of-me {
    border-inline-start-color: var(--_accent);
  }
  .failure {
    border-inline-start-color: var(--_bad);
  }
  .removed h2,
  .failure h2,
  .asks h3 {
    font-size: var(--_text-large);
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .failure .error {
    padding: 0;
    border: 0;
    background: none;
  }
  .asks-head,
  .failure-head {
    display: flex;
    flex-wrap: wrap;
    align-items: start;
    justify-content: space-between;
    gap: 8px 16px;
  }
  .failure-head button {
    min-height: 24px;
    color: var(--_ink);
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  /* The whole of it is on the page of the request: here the steps below stay in sight. */
  .asks scoria-json {
    max-height: 176px;
    border-block-end: 1px solid var(--_line);
    overflow: auto;
    scrollbar-width: thin;
  }
  .buttons {
    display: flex;
    gap: 8px;
  }
  .why {
    overflow-wrap: anywhere;
  }
  .code {
    margin: 0;
    padding: 8px 12px;
    border-radius: var(--_radius);
    background: var(--_sunken);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .related {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 380px), 1fr));
    gap: var(--_gap);
    align-items: start;
  }
  .related:not(:has(section)) {
    display: none;
  }
  .stack {
    display: grid;
    gap: 8px;
  }
  .links {
    padding: 6px;
  }
  .links a,
  .links .no-link {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px 12px;
    min-height: 32px;
    padding: 4px 10px;
    border-radius: var(--_radius);
  }
  .links a:hover {
    background: var(--_hover);
    text-decoration: none;
  }
  .links strong {
    font-weight: 600;
  }
  .links .grows {
    flex: 1 1 auto;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .links .side {
    flex: none;
    width: 6ch;
    color: var(--_ink-faint);
  }
  .asks .links {
    padding: 0;
    margin-inline: -10px;
  }
  @container (max-width: 820px) {
    .halves {
      grid-template-columns: minmax(0, 1fr);
    }
    .rail {
      max-height: none;
    }
  }
`;
