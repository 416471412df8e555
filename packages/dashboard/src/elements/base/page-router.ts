import { nameEntry, newEntry, presentEntry } from "./history-entry.ts";
import { followedLink, placeOf, Router, type Going, type Place } from "./router.ts";
import { spotAt, type Spot } from "./spot.ts";

/** What an entry of the history showed when it was left. */
interface LeftEntry {
  readonly place: Place;
  readonly spot: Spot;
}

/**
 * Routes in the address of the page, with the browser's own history. Where the page is itself below the base, they are its
 * path (`/scoria/workflows`); in a page of the host elsewhere, they stand behind the `#` (`/admin#/workflows`), so that a
 * reload comes back to the host's page. Fragments of the host's own lead nowhere here.
 */
export class PageRouter extends Router {
  readonly inPath: boolean;
  #place: Place;
  readonly #left = new Map<string, LeftEntry>();
  #entry: string | undefined;
  #top = 0;
  #spot: Spot | undefined;

  constructor(base: string) {
    super(base);
    this.inPath = isBelow(location.pathname, base);
    this.#place = this.#read() ?? placeOf("/");
  }

  get place(): Place {
    return this.#place;
  }

  /** Where one was on the present page when one left it, for who came back; `undefined` for who came anew. */
  get spot(): Spot | undefined {
    return this.#spot;
  }

  href(to: string): string {
    return this.inPath ? `${this.base}${to === "/" ? "" : to}` || "/" : `#${to}`;
  }

  go(to: string, { replace = false }: Going = {}): void {
    if (replace) {
      history.replaceState(history.state, "", this.href(to));
    } else {
      this.#entry = nameEntry();
      this.#onScroll();
      this.#leave();
      history.pushState(newEntry(), "", this.href(to));
    }
    this.#arrive();
  }

  /** Follows links within the dashboard without loading the page anew; others are left to the browser. */
  readonly onClick = (event: MouseEvent): void => {
    const link = followedLink(event);
    if (link === undefined || link.origin !== location.origin) return;
    const to = this.#pathOf(link);
    if (to === undefined) return;
    event.preventDefault();
    if (link.href !== location.href) this.go(to);
  };

  connect(): void {
    addEventListener("popstate", this.#onPop);
    addEventListener("scroll", this.#onScroll, { passive: true });
    this.#entry = presentEntry();
    this.#place = this.#read() ?? this.#place;
  }

  disconnect(): void {
    removeEventListener("popstate", this.#onPop);
    removeEventListener("scroll", this.#onScroll);
  }

  /** Also when a fragment was followed or typed. */
  readonly #onPop = (): void => {
    this.#leave();
    this.#arrive();
  };

  /** Kept, since a browser may have scrolled already when it tells that one went back. */
  readonly #onScroll = (): void => {
    this.#top = scrollY;
  };

  #leave(): void {
    if (this.#entry !== undefined) this.#left.set(this.#entry, { place: this.#place, spot: spotAt(this.#top) });
  }

  #arrive(): void {
    this.#entry = presentEntry();
    const left = this.#entry === undefined ? undefined : this.#left.get(this.#entry);
    this.#place = this.#read() ?? left?.place ?? this.#place;
    this.#spot = left?.spot;
    this.tell();
  }

  /** What the address says; `undefined` when it says nothing of the dashboard. */
  #read(): Place | undefined {
    // Without as much as a `#`, it is how the host's page was opened: at Home.
    const to = this.#pathOf(location) ?? (this.inPath || location.href.includes("#") ? undefined : "/");
    return to === undefined ? undefined : placeOf(to);
  }

  #pathOf({ pathname, search, hash }: Location | HTMLAnchorElement): string | undefined {
    if (!this.inPath) return pathname === location.pathname && hash.startsWith("#/") ? hash.slice(1) : undefined;
    return isBelow(pathname, this.base) ? `${pathname.slice(this.base.length) || "/"}${search}` : undefined;
  }
}

function isBelow(path: string, base: string): boolean {
  return path === base || path.startsWith(`${base}/`);
}
