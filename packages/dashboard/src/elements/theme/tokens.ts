import { css, type CSSResult } from "lit";

/**
 * The look in one place. A host changes it by `--scoria-…` on any element around; what is used inside is `--_…`. Light and dark
 * are two values of one token and follow `color-scheme`. Each pair of ink and ground has a contrast of 4.5 to 1 or more.
 */
export const tokens: CSSResult = css`
  :host {
    --_canvas: var(--scoria-canvas, light-dark(#f7f7f8, #101113));
    --_surface: var(--scoria-surface, light-dark(#ffffff, #17181b));
    --_sunken: var(--scoria-sunken, light-dark(#f0f0f2, #0c0d0e));
    --_hover: var(--scoria-hover, light-dark(#f2f2f5, #1f2125));
    --_line: var(--scoria-line, light-dark(#e5e5e9, #282a2f));
    --_line-strong: var(--scoria-line-strong, light-dark(#cfcfd6, #3a3d44));
    --_line-control: var(--scoria-line-control, light-dark(#b4b4be, #4d5059));

    --_ink: var(--scoria-ink, light-dark(#1a1a1e, #ececf0));
    --_ink-soft: var(--scoria-ink-soft, light-dark(#4a4a54, #b6b7c0));
    --_ink-faint: var(--scoria-ink-faint, light-dark(#676772, #9496a1));

    --_accent: var(--scoria-accent, light-dark(#4547c8, #a9aeff));
    --_accent-ink: var(--scoria-accent-ink, light-dark(#ffffff, #14152e));
    --_accent-ground: var(--scoria-accent-ground, light-dark(#ededfc, #24264a));

    --_good: var(--scoria-good, light-dark(#17764a, #56c78f));
    --_bad: var(--scoria-bad, light-dark(#bb2b2f, #ff8d88));
    --_warn: var(--scoria-warn, light-dark(#8f5400, #eeb45a));
    --_busy: var(--scoria-busy, light-dark(#11639f, #74b8f5));
    --_halt: var(--scoria-halt, light-dark(#8536a8, #d6a0f3));
    --_good-ground: var(--scoria-good-ground, light-dark(#e6f5ed, #122a1e));
    --_bad-ground: var(--scoria-bad-ground, light-dark(#fdecec, #381a1c));
    --_warn-ground: var(--scoria-warn-ground, light-dark(#fdf2de, #33260f));
    --_busy-ground: var(--scoria-busy-ground, light-dark(#e6f1fb, #13273a));
    --_halt-ground: var(--scoria-halt-ground, light-dark(#f6ebfb, #2e1a3a));

    --_font: var(
      --scoria-font,
      system-ui,
      -apple-system,
      "Segoe UI",
      Roboto,
      "Noto Sans",
      "Liberation Sans",
      sans-serif
    );
    --_mono: var(
      --scoria-mono,
      ui-monospace,
      SFMono-Regular,
      "Cascadia Code",
      Menlo,
      Consolas,
      "Liberation Mono",
      monospace
    );
    --_text: var(--scoria-text-size, 0.8125rem);
    --_text-small: calc(var(--_text) * 0.923);
    --_text-large: calc(var(--_text) * 1.154);
    --_text-title: calc(var(--_text) * 1.462);
    --_radius: var(--scoria-radius, 6px);
    --_radius-large: calc(var(--_radius) * 1.5);
    --_row: var(--scoria-row, var(--_density-row, 36px));
    --_control: var(--scoria-control, var(--_density-control, 30px));
    --_gap: var(--_density-gap, 16px);
    --_shadow: 0 1px 2px rgb(0 0 0 / 6%), 0 8px 28px rgb(0 0 0 / 14%);
    --_focus: 2px solid var(--_accent);
  }
`;
