import type { ScoriaElement } from "../base/scoria-element.ts";

/** Opens the command palette, loading it the first time. */
export function openCommandPalette(from: ScoriaElement): void {
  void open(from, "scoria-command-palette", () => import("./command-palette.ts"));
}

/** Opens the list of shortcuts, loading it the first time. */
export function openShortcutHelp(from: ScoriaElement): void {
  void open(from, "scoria-shortcut-help", () => import("./shortcut-help.ts"));
}

async function open(from: ScoriaElement, tag: string, load: () => Promise<unknown>): Promise<void> {
  await load();
  if (from.renderRoot.querySelector(tag) === null) from.renderRoot.append(document.createElement(tag));
}
