import { html, svg, type SVGTemplateResult, type TemplateResult } from "lit";

export type IconName =
  | "home"
  | "runs"
  | "approvals"
  | "sessions"
  | "queues"
  | "nodes"
  | "schedules"
  | "start"
  | "lane"
  | "search"
  | "copy"
  | "check"
  | "close"
  | "menu"
  | "more"
  | "chevron"
  | "filter"
  | "refresh"
  | "light"
  | "dark"
  | "system"
  | "comfortable"
  | "compact"
  | "keyboard"
  | "clock"
  | "warning"
  | "forbidden"
  | "empty";

const drawings: { readonly [Name in IconName]: SVGTemplateResult } = {
  home: svg`<path d="M2.5 7.2 8 2.8l5.5 4.4v5.6a.7.7 0 0 1-.7.7H3.2a.7.7 0 0 1-.7-.7z" /><path d="M6.3 13.3V9.4h3.4v3.9" />`,
  runs: svg`<path d="M2.5 4h6M5 8h6M8 12h5.5" /><circle cx="11" cy="4" r="1" /><circle cx="2.9" cy="8" r=".6" />`,
  approvals: svg`<path d="M8 1.8 13 3.7v4c0 3-2 5.3-5 6.5-3-1.2-5-3.5-5-6.5v-4z" /><path d="m5.9 8 1.5 1.5L10.3 6.5" />`,
  sessions: svg`<path d="M2.5 3.5h8v6H6l-2 1.8V9.5H2.5z" /><path d="M12.5 6h1v6H12v1.5L10.2 12H7.5" />`,
  queues: svg`<rect x="2.5" y="2.7" width="11" height="2.8" rx=".7" /><rect x="2.5" y="6.9" width="11" height="2.8" rx=".7" /><path d="M2.5 12.5h11" />`,
  nodes: svg`<rect x="2.5" y="2.5" width="11" height="4.5" rx="1" /><rect x="2.5" y="9" width="11" height="4.5" rx="1" /><path d="M5 4.7h.01M5 11.2h.01" />`,
  schedules: svg`<circle cx="8" cy="8" r="5.7" /><path d="M8 4.7V8l2.2 1.6" />`,
  start: svg`<path d="M5 3.2v9.6L12.7 8z" />`,
  lane: svg`<path d="M3 2.5v11M13 2.5v11M8 3v1.8M8 7.1v1.8M8 11.2V13" />`,
  search: svg`<circle cx="7" cy="7" r="4.3" /><path d="m10.2 10.2 3.3 3.3" />`,
  copy: svg`<rect x="5.5" y="5.5" width="8" height="8" rx="1.2" /><path d="M10.5 3.5v-.3a.7.7 0 0 0-.7-.7H3.2a.7.7 0 0 0-.7.7v6.6c0 .4.3.7.7.7h.3" />`,
  check: svg`<path d="m3 8.5 3.2 3.2L13 4.8" />`,
  close: svg`<path d="m4 4 8 8m0-8-8 8" />`,
  menu: svg`<path d="M2.5 4.5h11M2.5 8h11M2.5 11.5h11" />`,
  more: svg`<path d="M3.5 8h.01M8 8h.01M12.5 8h.01" stroke-width="2" />`,
  chevron: svg`<path d="m6 3.8 4.2 4.2L6 12.2" />`,
  filter: svg`<path d="M2.5 4h11M4.5 8h7M6.5 12h3" />`,
  refresh: svg`<path d="M13 8a5 5 0 1 1-1.5-3.6" /><path d="M13.2 2.5v2.7h-2.7" />`,
  light: svg`<circle cx="8" cy="8" r="2.8" /><path d="M8 1.8v1.4m0 9.6v1.4M1.8 8h1.4m9.6 0h1.4M3.6 3.6l1 1m6.8 6.8 1 1m0-8.8-1 1M4.6 11.4l-1 1" />`,
  dark: svg`<path d="M13.2 9.3A5.6 5.6 0 0 1 6.7 2.8a5.6 5.6 0 1 0 6.5 6.5z" />`,
  system: svg`<rect x="2" y="3" width="12" height="8" rx="1" /><path d="M6 13.5h4" />`,
  comfortable: svg`<path d="M2.5 3.5h11M2.5 8h11M2.5 12.5h11" />`,
  compact: svg`<path d="M2.5 3h11M2.5 6.3h11M2.5 9.6h11M2.5 12.9h11" />`,
  keyboard: svg`<rect x="1.8" y="4" width="12.4" height="8" rx="1.2" /><path d="M4.5 6.7h.01M7 6.7h.01M9.5 6.7h.01M11.5 6.7h.01M5.5 9.5h5" />`,
  clock: svg`<circle cx="8" cy="8" r="5.7" /><path d="M8 4.8V8h2.8" />`,
  warning: svg`<path d="M8 2.5 14 13H2z" /><path d="M8 6.6v3M8 11.3h.01" />`,
  forbidden: svg`<rect x="3.5" y="7" width="9" height="6.5" rx="1" /><path d="M5.5 7V5a2.5 2.5 0 0 1 5 0v2" />`,
  empty: svg`<path d="M2.5 9h3l1 1.8h3l1-1.8h3" /><path d="M4.2 3.5h7.6L13.5 9v3.5h-11V9z" />`,
};

/** A drawing beside a word, or in a button that has a name of its own: it says nothing to a screen reader. */
export function icon(name: IconName): TemplateResult {
  return html`<svg
    class="icon"
    viewBox="0 0 16 16"
    width="16"
    height="16"
    fill="none"
    stroke="currentColor"
    stroke-width="1.4"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    ${drawings[name]}
  </svg>`;
}
