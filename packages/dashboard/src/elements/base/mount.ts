import { wireClient, type WireClient } from "../../wire/index.ts";
import { AnswerCache } from "./answer-cache.ts";
import { parseExactly } from "./exact-json.ts";
import { OperatorStore } from "./operator-store.ts";
import type { Router } from "./router.ts";
import { Shortcuts } from "./shortcuts.ts";

/** What all elements below one base ask through. */
export interface Connection {
  readonly base: string;
  readonly client: WireClient;
  readonly operator: OperatorStore;
  readonly answers: AnswerCache;
}

/** What an element finds around it: the connection, and where it stands. */
export interface Mount extends Connection {
  readonly router: Router;
  readonly shortcuts: Shortcuts;
  /** Whether it is the whole dashboard, and no part in a page of the host. */
  readonly isWhole: boolean;
}

/** Where a dashboard is mounted when nobody says otherwise. */
export const defaultBase = "/scoria";

const connections = new Map<string, Connection>();

export function connectionOf(base: string): Connection {
  const path = base.replace(/\/+$/, "");
  const known = connections.get(path);
  if (known !== undefined) return known;
  const client = wireClient({ base: path, parse: parseExactly });
  const connection = { base: path, client, operator: new OperatorStore(client), answers: new AnswerCache() };
  connections.set(path, connection);
  return connection;
}

export function mountOf(connection: Connection, router: Router, isWhole: boolean): Mount {
  return { ...connection, router, shortcuts: new Shortcuts(), isWhole };
}

const requestType = "scoria-mount-request";

/** Found by its type and not by its class, so that two copies of these scripts in one page understand each other. */
interface MountRequest extends Event {
  mount?: Mount;
}

/** The mount of the nearest element around this one that has its own. */
export function mountAround(element: HTMLElement): Mount | undefined {
  const request: MountRequest = new Event(requestType, { bubbles: true, composed: true });
  (element.parentNode ?? element).dispatchEvent(request);
  return request.mount;
}

/** Gives its mount to all elements inside. */
export function provideMount(element: HTMLElement, mount: () => Mount): void {
  element.addEventListener(requestType, (event: MountRequest) => {
    event.mount = mount();
    event.stopPropagation();
  });
}
