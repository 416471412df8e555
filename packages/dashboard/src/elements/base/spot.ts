import { focusedElement } from "./focus.ts";

/** Where one was on a page. */
export interface Spot {
  /** How far down, in px. */
  readonly top: number;
  /** Where the link leads that had the focus, as it says it. */
  readonly link: string | undefined;
}

/** The spot that one is on, at so many px from the top. */
export function spotAt(top: number): Spot {
  const focus = focusedElement();
  return { top, link: focus instanceof HTMLAnchorElement ? (focus.getAttribute("href") ?? undefined) : undefined };
}
