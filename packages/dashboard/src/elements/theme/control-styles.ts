import { css, type CSSResult } from "lit";

/** Buttons and fields. A button is quiet unless it says `primary` or `danger`; `bare` has no frame. */
export const controlStyles: CSSResult = css`
  button,
  .button,
  input,
  select,
  textarea {
    font: inherit;
    color: inherit;
    letter-spacing: inherit;
  }
  button,
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    min-height: var(--_control);
    min-width: 24px;
    padding: 0 10px;
    border: 1px solid var(--_line-strong);
    border-radius: var(--_radius);
    background: var(--_surface);
    font-weight: 500;
    line-height: 1.2;
    white-space: nowrap;
    cursor: pointer;
  }
  button:hover:not(:disabled),
  .button:hover {
    background: var(--_hover);
    text-decoration: none;
  }
  button:disabled {
    color: var(--_ink-faint);
    background: var(--_sunken);
    border-color: var(--_line);
    cursor: not-allowed;
  }
  button.primary:not(:disabled),
  .button.primary {
    background: var(--_accent);
    border-color: var(--_accent);
    color: var(--_accent-ink);
  }
  button.primary:hover:not(:disabled),
  .button.primary:hover {
    background: color-mix(in srgb, var(--_accent) 88%, var(--_ink));
  }
  button.danger:not(:disabled) {
    color: var(--_bad);
    border-color: color-mix(in srgb, var(--_bad) 45%, var(--_surface));
  }
  button.danger:hover:not(:disabled) {
    background: var(--_bad-ground);
  }
  button.bare {
    border-color: transparent;
    background: none;
    color: var(--_ink-soft);
  }
  button.bare:hover:not(:disabled) {
    background: var(--_hover);
    color: var(--_ink);
  }
  button.square {
    width: var(--_control);
    padding: 0;
  }
  input:not([type="checkbox"], [type="radio"]),
  select,
  textarea {
    min-height: var(--_control);
    padding: 0 8px;
    border: 1px solid var(--_line-control);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  textarea {
    padding-block: 6px;
    resize: vertical;
  }
  input[type="checkbox"] {
    display: grid;
    place-items: center;
    flex: none;
    width: 16px;
    height: 16px;
    margin: 0;
    border: 1px solid var(--_ink-faint);
    border-radius: 4px;
    background: var(--_surface);
    appearance: none;
    cursor: pointer;
  }
  input[type="checkbox"]:is(:checked, :indeterminate) {
    border-color: var(--_accent);
    background: var(--_accent);
  }
  input[type="checkbox"]::before {
    content: "";
    width: 10px;
    height: 10px;
    background: var(--_accent-ink);
    clip-path: polygon(15% 48%, 4% 60%, 38% 92%, 97% 22%, 85% 12%, 37% 70%);
    scale: 0;
  }
  input[type="checkbox"]:indeterminate::before {
    clip-path: inset(40% 10%);
  }
  input[type="checkbox"]:is(:checked, :indeterminate)::before {
    scale: 1;
  }
  @media (forced-colors: active) {
    input[type="checkbox"] {
      appearance: auto;
    }
  }
  ::placeholder {
    color: var(--_ink-faint);
    opacity: 1;
  }
  label {
    font-weight: 500;
  }
  kbd {
    display: inline-block;
    min-width: 20px;
    padding: 1px 5px;
    border: 1px solid var(--_line-strong);
    border-radius: 4px;
    background: var(--_sunken);
    color: var(--_ink-soft);
    font-family: var(--_font);
    font-size: var(--_text-small);
    line-height: 1.3;
    text-align: center;
  }
`;
