import { css, type CSSResult } from "lit";

export const dashboardStyles: CSSResult = css`
  :host {
    min-height: 100dvh;
    background: var(--_canvas);
    color-scheme: light dark;
  }
  /* In an element of its own: a page may have set how the dashboard's is displayed. */
  .frame {
    display: grid;
    grid-template-columns: 212px minmax(0, 1fr);
    min-height: 100dvh;
  }
  :host([theme="light"]) {
    color-scheme: light;
  }
  :host([theme="dark"]) {
    color-scheme: dark;
  }
  :host([density="compact"]) {
    --_density-row: 28px;
    --_density-control: 26px;
    --_density-gap: 12px;
  }
  .skip {
    position: fixed;
    inset-block-start: 8px;
    inset-inline-start: 8px;
    z-index: 30;
    padding: 6px 12px;
    border-radius: var(--_radius);
    background: var(--_accent);
    color: var(--_accent-ink);
    translate: 0 -200%;
  }
  .skip:focus {
    translate: none;
  }
  aside {
    position: sticky;
    inset-block-start: 0;
    display: flex;
    flex-direction: column;
    height: 100dvh;
    padding: 12px 10px;
    border-inline-end: 1px solid var(--_line);
    overflow-y: auto;
  }
  .brand {
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 4px 8px 14px;
    font-size: var(--_text-large);
    font-weight: 650;
    letter-spacing: -0.01em;
  }
  .brand svg {
    color: var(--_accent);
  }
  nav h2 {
    padding: 12px 8px 4px;
    color: var(--_ink-faint);
    font-size: var(--_text-small);
    font-weight: 500;
  }
  nav li a {
    display: flex;
    align-items: center;
    gap: 9px;
    min-height: 30px;
    padding: 0 8px;
    border-radius: var(--_radius);
    color: var(--_ink-soft);
    font-weight: 500;
  }
  nav li a:hover {
    background: var(--_hover);
    color: var(--_ink);
    text-decoration: none;
  }
  nav li a[aria-current] {
    background: var(--_accent-ground);
    color: var(--_ink);
  }
  nav li a[aria-current] .icon {
    color: var(--_accent);
  }
  .who {
    margin-block-start: auto;
    padding: 12px 8px 2px;
    border-block-start: 1px solid var(--_line);
    font-size: var(--_text-small);
    overflow-wrap: anywhere;
  }
  .who strong {
    display: block;
    font-weight: 600;
  }
  .column {
    display: flex;
    flex-direction: column;
    min-width: 0;
  }
  .bar {
    position: sticky;
    inset-block-start: 0;
    z-index: 5;
    display: flex;
    align-items: center;
    gap: 4px;
    height: 48px;
    padding: 0 24px;
    border-block-end: 1px solid var(--_line);
    background: var(--_canvas);
  }
  .bar .jump {
    flex: 0 1 320px;
    justify-content: start;
    margin-inline-end: auto;
    color: var(--_ink-faint);
    font-weight: 400;
  }
  .bar .jump kbd {
    margin-inline-start: auto;
  }
  .bar .menu {
    display: none;
  }
  main {
    flex: 1;
    width: 100%;
    max-width: 1440px;
    padding: 20px 24px 40px;
  }
  dialog.drawer {
    width: min(280px, 80vw);
    max-width: none;
    height: 100dvh;
    max-height: none;
    margin: 0;
    padding: 12px 10px;
    border: 0;
    border-inline-end: 1px solid var(--_line);
    background: var(--_canvas);
    color: inherit;
  }
  dialog::backdrop {
    background: rgb(0 0 0 / 40%);
  }
  @media (max-width: 820px) {
    .frame {
      grid-template-columns: minmax(0, 1fr);
    }
    aside {
      display: none;
    }
    .bar {
      padding: 0 12px;
    }
    .bar .menu {
      display: inline-flex;
    }
    .bar .jump kbd,
    .bar .only-wide {
      display: none;
    }
    main {
      padding: 16px 12px 32px;
    }
    nav li a {
      min-height: 40px;
    }
  }
`;
