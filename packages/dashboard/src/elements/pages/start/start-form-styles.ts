import { css, type CSSResult } from "lit";

export const startFormStyles: CSSResult = css`
  form {
    display: grid;
    gap: 14px;
    padding: 16px;
  }
  .modes {
    display: inline-flex;
    gap: 2px;
    padding: 2px;
    border-radius: var(--_radius);
    background: var(--_sunken);
  }
  .modes button {
    min-height: 24px;
    border-color: transparent;
    background: none;
  }
  .modes button[aria-pressed="true"] {
    border-color: var(--_line-strong);
    background: var(--_surface);
  }
  .field {
    display: grid;
    gap: 4px;
    min-width: 0;
  }
  .field.yes-no {
    grid-template-columns: auto minmax(0, 1fr);
    align-items: center;
    gap: 4px 8px;
  }
  .field.yes-no > input[type="checkbox"] {
    order: -1;
  }
  .field.yes-no > :is(.hint, select) {
    grid-column: 1 / -1;
  }
  :is(input:not([type="checkbox"]), textarea, select) {
    width: 100%;
    max-width: 560px;
  }
  .field.number input,
  .field select {
    max-width: 280px;
  }
  textarea {
    field-sizing: content;
    min-height: var(--_control);
    max-height: 50dvh;
  }
  textarea[rows="1"] {
    resize: none;
  }
  textarea.whole {
    max-width: none;
    min-height: 220px;
  }
  [aria-invalid="true"] {
    border-color: var(--_bad) !important;
    box-shadow: inset 0 0 0 1px var(--_bad);
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px 8px;
    overflow-wrap: anywhere;
  }
  .need,
  .hint {
    color: var(--_ink-faint);
    font-size: var(--_text-small);
  }
  .hint {
    display: flex;
    flex-wrap: wrap;
    gap: 0 10px;
  }
  .refused {
    color: var(--_bad);
    font-weight: 600;
  }
  .null {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    font-family: var(--_mono);
    font-weight: 400;
    font-size: var(--_text-small);
  }
  fieldset {
    display: grid;
    gap: 12px;
    min-width: 0;
    margin: 0;
    padding: 8px 14px 14px;
    border: 1px solid var(--_line-strong);
    border-radius: var(--_radius);
  }
  legend {
    padding: 0 6px;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  fieldset > button {
    justify-self: start;
  }
  .item {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 8px;
    align-items: start;
  }
  details {
    border-block-start: 1px solid var(--_line);
    padding-block-start: 12px;
  }
  summary {
    font-weight: 500;
    cursor: pointer;
  }
  .more {
    display: grid;
    gap: 12px;
    margin-block-start: 12px;
  }
  .key {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    overflow-wrap: anywhere;
  }
  .submit {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
  }
  .refusal,
  .started {
    display: grid;
    gap: 6px;
    margin: 16px 16px 0;
    padding: 10px 14px;
    border: 1px solid var(--_line-strong);
    border-inline-start: 3px solid var(--_bad);
    border-radius: var(--_radius);
    overflow-wrap: anywhere;
  }
  .started {
    border-inline-start-color: var(--_good);
  }
  .started button {
    justify-self: start;
  }
`;
