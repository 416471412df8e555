import type { ScoriaElement } from "../base/scoria-element.ts";
import type { Shortcut } from "../base/shortcuts.ts";
import { texts } from "../texts/texts.ts";

/**
 * `j` and `k` for a list that is no table: they move the focus along what is marked with the class `stop`, in the order of the
 * page. Enter follows or opens what has the focus, as everywhere.
 */
export function listKeys(host: ScoriaElement): readonly Shortcut[] {
  const at = { group: "list", inPalette: false } as const;
  return [
    { ...at, keys: "j", text: texts.list.next, run: () => move(host, 1) },
    { ...at, keys: "k", text: texts.list.previous, run: () => move(host, -1) },
  ];
}

function move(host: ScoriaElement, by: 1 | -1): void {
  const root = host.renderRoot as ShadowRoot;
  const stops = [...root.querySelectorAll<HTMLElement>(".stop")].filter((stop) => stop.checkVisibility());
  const current = root.activeElement;
  // From a button of an entry on, its neighbours are those of the entry.
  const at = stops.findLastIndex((stop) => stop === current || (current !== null && follows(stop, current)));
  const isOn = stops[at] === current;
  const next = at === -1 ? 0 : by === -1 && !isOn ? at : at + by;
  const stop = stops[Math.min(stops.length - 1, Math.max(0, next))];
  stop?.focus({ preventScroll: true });
  stop?.scrollIntoView({ block: "nearest" });
}

function follows(stop: Element, current: Element): boolean {
  return (stop.compareDocumentPosition(current) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
}
