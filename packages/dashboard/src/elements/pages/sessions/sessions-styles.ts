import { css, type CSSResult } from "lit";

export const sessionsStyles: CSSResult = css`
  :host {
    display: flex;
    flex-direction: column;
    gap: 12px;
  }
  scoria-page-header {
    margin: 0;
  }
  .about {
    max-width: 90ch;
    color: var(--_ink-soft);
  }
  form {
    position: relative;
    max-width: 340px;
  }
  form input {
    width: 100%;
    padding-inline-start: 30px !important;
  }
  form .icon {
    position: absolute;
    inset-block-start: 50%;
    inset-inline-start: 9px;
    translate: 0 -50%;
    color: var(--_ink-faint);
    pointer-events: none;
  }
  td a.row-link {
    display: inline-block;
    max-width: 34ch;
    overflow: hidden;
    text-overflow: ellipsis;
    vertical-align: middle;
  }
  .foot {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
    min-height: var(--_control);
  }
  @container (max-width: 696px) {
    form {
      max-width: none;
    }
    td a.row-link {
      max-width: 16ch;
    }
  }
`;
