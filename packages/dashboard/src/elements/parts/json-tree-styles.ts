import { css, type CSSResult } from "lit";

export const jsonTreeStyles: CSSResult = css`
  :host {
    position: relative;
    font-family: var(--_mono);
    font-size: calc(var(--_text) * 0.94);
  }
  .tools {
    position: absolute;
    inset-block-start: 4px;
    inset-inline-end: 4px;
    z-index: 1;
    display: flex;
    gap: 2px;
    font-family: var(--_font);
  }
  .tools button {
    min-height: 24px;
    padding: 0 6px;
    font-size: var(--_text-small);
  }
  .tree,
  pre {
    margin: 0;
    padding: 8px 12px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    overflow-x: auto;
    font: inherit;
  }
  pre {
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .line {
    position: relative;
    display: flex;
    align-items: baseline;
    gap: 6px;
    min-height: 24px;
    padding-inline: 2px;
    border-radius: 3px;
    line-height: 24px;
  }
  /* Beside it stand the buttons of the tree. */
  .line[aria-level="1"] {
    padding-inline-end: 96px;
  }
  .line:hover,
  .line:focus {
    background: var(--_hover);
  }
  .line:focus-visible {
    outline-offset: -2px;
  }
  .turn {
    flex: none;
    align-self: center;
    width: 12px;
    height: 12px;
    color: var(--_ink-faint);
  }
  .turn .icon {
    display: block;
    width: 12px;
    height: 12px;
  }
  .line[aria-expanded] {
    cursor: pointer;
  }
  .line[aria-expanded="true"] .turn {
    rotate: 90deg;
  }
  .name {
    flex: none;
    color: var(--_ink-soft);
  }
  .value {
    min-width: 0;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .string {
    color: var(--_good);
  }
  .number {
    color: var(--_accent);
  }
  .word {
    color: var(--_halt);
  }
  .count {
    color: var(--_ink-faint);
  }
  .chip {
    display: inline-block;
    padding: 0 6px;
    border-radius: 3px;
    background: var(--_sunken);
    box-shadow: inset 0 0 0 1px var(--_line-strong);
    color: var(--_ink-soft);
    font-family: var(--_font);
    font-size: 0.9em;
    line-height: 1.5;
  }
  .line button {
    min-height: 20px;
    padding: 0 5px;
    font-family: var(--_font);
    font-size: var(--_text-small);
  }
  .line .copies {
    position: absolute;
    inset-block-start: 1px;
    inset-inline-end: 2px;
    display: flex;
    border-radius: 3px;
    background: var(--_hover);
    visibility: hidden;
  }
  .line:is(:hover, :focus) .copies {
    visibility: visible;
  }
`;
