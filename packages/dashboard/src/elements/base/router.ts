/** Where one is below the base: a path such as `/workflows`, and what narrows it. */
export interface Place {
  readonly path: string;
  readonly query: URLSearchParams;
}

export interface Going {
  /** Takes the place of the present entry of the history: for what nobody would go back to. Default: false. */
  readonly replace?: boolean;
}

/**
 * Knows where one is and goes elsewhere. Paths are those below the base, with a query if need be; what `href` makes of them
 * belongs in links, so that they can be opened in another tab.
 */
export abstract class Router {
  readonly base: string;
  readonly #listeners = new Set<() => void>();

  constructor(base: string) {
    this.base = base;
  }

  abstract readonly place: Place;
  abstract href(to: string): string;
  abstract go(to: string, going?: Going): void;

  /** Stays at the present path and narrows it otherwise. Names without a value are left out. */
  narrow(query: Readonly<Record<string, string | undefined>>, going?: Going): void {
    const next = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) if (value) next.set(name, value);
    this.go(withQuery(this.place.path, next), going);
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  protected tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** Commas stay commas, so that a filter can be read in the address: `?status=failed,halted`. */
export function withQuery(path: string, query: URLSearchParams): string {
  return query.size === 0 ? path : `${path}?${query.toString().replaceAll("%2C", ",").replaceAll("%3A", ":")}`;
}

export function placeOf(to: string): Place {
  const [path = "/", query = ""] = to.split("?", 2);
  return { path: path === "" ? "/" : path, query: new URLSearchParams(query) };
}

/**
 * The link that an event is about to follow in this very page, if it does: no modifier, no other button, target or download.
 */
export function followedLink(event: MouseEvent): HTMLAnchorElement | undefined {
  if (event.defaultPrevented || event.button !== 0) return undefined;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return undefined;
  const link = event.composedPath().find((target) => target instanceof HTMLAnchorElement);
  if (link === undefined || link.href === "" || link.hasAttribute("download")) return undefined;
  return link.target === "" || link.target === "_self" ? link : undefined;
}
