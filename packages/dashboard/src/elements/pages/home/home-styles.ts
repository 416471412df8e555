import { css, type CSSResult } from "lit";

export const homeStyles: CSSResult = css`
  .cards {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(220px, 1fr));
    gap: var(--_gap);
  }
  .stat {
    display: flex;
    flex-direction: column;
    padding: 14px 16px;
    min-height: 148px;
    overflow: visible;
  }
  .stat h2 {
    color: var(--_ink-soft);
    font-size: var(--_text);
    font-weight: 500;
  }
  .stat.asks {
    border-color: var(--_accent);
    box-shadow: inset 0 2px 0 var(--_accent);
  }
  .figure {
    display: block;
    padding-block: 2px 4px;
    font-size: calc(var(--_text) * 2.15);
    font-weight: 600;
    letter-spacing: -0.02em;
    line-height: 1.25;
  }
  .figure small {
    color: var(--_ink-soft);
    font-size: var(--_text);
    font-weight: 500;
    letter-spacing: 0;
  }
  .figure.bad {
    color: var(--_bad);
  }
  .urgent {
    margin-block-start: auto;
    color: var(--_warn);
    font-weight: 600;
  }
  .stat scoria-sparkline {
    margin-block-start: auto;
  }
  .counts {
    display: grid;
    gap: 2px;
    margin: 6px -8px 0;
  }
  .counts a,
  .list a {
    display: flex;
    align-items: center;
    justify-content: space-between;
    min-height: 30px;
    padding: 0 8px;
    border-radius: var(--_radius);
  }
  .counts a:hover,
  .list a:hover {
    background: var(--_hover);
    text-decoration: none;
  }
  .counts strong,
  .list strong {
    font-weight: 600;
  }
  .halves {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 260px;
    gap: var(--_gap);
    align-items: start;
    margin-block-start: calc(var(--_gap) * 1.25);
  }
  .title {
    margin-block-end: 8px;
    font-size: var(--_text);
    font-weight: 600;
  }
  .list {
    padding: 6px;
  }
  .reason {
    font-weight: 500;
  }
  .reason::before {
    content: "";
    display: inline-block;
    width: 7px;
    height: 7px;
    margin-inline-end: 8px;
    border-radius: 1px;
    background: var(--_warn);
  }
  .reason.operator::before {
    background: var(--_bad);
    border-radius: 50%;
  }
  @media (forced-colors: active) {
    .reason::before,
    .reason.operator::before {
      background: CanvasText;
    }
  }
  .note {
    margin-block-start: var(--_gap);
  }
  @container (max-width: 740px) {
    .halves {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
