import { css, type CSSResult } from "lit";

export const approvalsStyles: CSSResult = css`
  :host {
    display: flex;
    flex-direction: column;
    gap: 12px;
  }
  scoria-page-header {
    margin: 0;
  }
  .note {
    padding: 8px 12px;
    border: 1px solid var(--_line-strong);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  td {
    height: calc(var(--_row) * 1.45);
    padding-block: 6px;
  }
  a.row-link:hover {
    text-decoration: none;
  }
  .two {
    display: inline-grid;
    line-height: 1.4;
  }
  .second {
    color: var(--_ink-soft);
    font-size: var(--_text-small);
    font-weight: 400;
  }
  .tool {
    font-weight: 600;
  }
  td.number .two {
    justify-items: end;
  }
  .clamp {
    display: block;
    width: max-content;
    max-width: 24ch;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .why,
  .preview {
    display: -webkit-box;
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    white-space: normal;
    overflow-wrap: anywhere;
  }
  .why {
    width: 26ch;
    line-height: 1.4;
  }
  .preview {
    color: var(--_ink-soft);
    font-family: var(--_mono);
    font-size: calc(var(--_text) * 0.9);
    line-height: 1.5;
  }
  .preview i {
    color: var(--_ink-faint);
    font-style: normal;
  }
  .field {
    margin-inline-end: 0.6ch;
  }
  .tag {
    padding: 0 6px;
    border-radius: 99px;
    background: var(--_sunken);
    color: var(--_ink-soft);
    font-size: var(--_text-small);
  }
  .foot {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 8px 12px;
    min-height: var(--_control);
  }
  .only-narrow {
    display: none;
  }
  @container (max-width: 696px) {
    .only-narrow {
      display: block;
    }
    td {
      white-space: normal;
    }
    .clamp {
      width: auto;
      max-width: none;
      white-space: normal;
    }
  }
`;
