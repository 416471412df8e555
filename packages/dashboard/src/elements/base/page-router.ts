import { followedLink, placeOf, Router, type Going, type Place } from "./router.ts";

/**
 * Routes in the address of the page, with the browser's own history. Where the page is itself below the base, they are its
 * path (`/scoria/workflows`); in a page of the host elsewhere, they stand behind the `#` (`/admin#/workflows`), so that a
 * reload comes back to the host's page.
 */
export class PageRouter extends Router {
  readonly inPath: boolean;
  #place: Place;

  constructor(base: string) {
    super(base);
    this.inPath = isBelow(location.pathname, base);
    this.#place = this.#read();
  }

  get place(): Place {
    return this.#place;
  }

  href(to: string): string {
    return this.inPath ? `${this.base}${to === "/" ? "" : to}` || "/" : `#${to}`;
  }

  go(to: string, { replace = false }: Going = {}): void {
    history[replace ? "replaceState" : "pushState"](null, "", this.href(to));
    this.#move();
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
    addEventListener("popstate", this.#move);
    addEventListener("hashchange", this.#move);
    this.#place = this.#read();
  }

  disconnect(): void {
    removeEventListener("popstate", this.#move);
    removeEventListener("hashchange", this.#move);
  }

  readonly #move = (): void => {
    this.#place = this.#read();
    this.tell();
  };

  #read(): Place {
    return placeOf(this.#pathOf(location) ?? "/");
  }

  #pathOf({ pathname, search, hash }: Location | HTMLAnchorElement): string | undefined {
    if (!this.inPath) return pathname === location.pathname && hash.startsWith("#/") ? hash.slice(1) : undefined;
    return isBelow(pathname, this.base) ? `${pathname.slice(this.base.length) || "/"}${search}` : undefined;
  }
}

function isBelow(path: string, base: string): boolean {
  return path === base || path.startsWith(`${base}/`);
}
