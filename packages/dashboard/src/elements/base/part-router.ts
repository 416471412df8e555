import { followedLink, placeOf, Router, type Place } from "./router.ts";

/** Detail of `scoria-run-open`. */
export interface RunOpen {
  readonly runId: string;
}

/**
 * The routes of a part that stands alone in a page of the host. What narrows it is kept in the part and not in the host's
 * address. Links lead to the mounted dashboard; those to a run are told first as `scoria-run-open`, and a host that
 * prevents the default shows the run itself.
 */
export class PartRouter extends Router {
  readonly #part: HTMLElement;
  #place: Place;

  constructor(base: string, part: HTMLElement, path: string) {
    super(base);
    this.#part = part;
    this.#place = placeOf(path);
  }

  get place(): Place {
    return this.#place;
  }

  href(to: string): string {
    return `${this.base}${to === "/" ? "" : to}` || "/";
  }

  go(to: string): void {
    const place = placeOf(to);
    if (place.path === this.#place.path) {
      this.#place = place;
      this.tell();
    } else if (!this.#isTakenByHost(place.path)) {
      location.assign(this.href(to));
    }
  }

  readonly onClick = (event: MouseEvent): void => {
    const link = followedLink(event);
    if (link === undefined || link.origin !== location.origin || !link.pathname.startsWith(this.base)) return;
    if (this.#isTakenByHost(link.pathname.slice(this.base.length))) event.preventDefault();
  };

  #isTakenByHost(path: string): boolean {
    const runId = /^\/workflows\/([^/]+)$/.exec(path)?.[1];
    if (runId === undefined) return false;
    const detail: RunOpen = { runId };
    const opening = new CustomEvent("scoria-run-open", { detail, bubbles: true, composed: true, cancelable: true });
    return !this.#part.dispatchEvent(opening);
  }
}
