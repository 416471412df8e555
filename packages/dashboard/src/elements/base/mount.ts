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

interface Used {
  readonly connection: Connection;
  users: number;
}

const connections = new Map<string, Used>();

export function connectionOf(base: string): Connection {
  const path = base.replace(/\/+$/, "");
  const known = connections.get(path);
  if (known !== undefined) return known.connection;
  const client = wireClient({ base: path, parse: parseExactly });
  const answers = new AnswerCache();
  const connection = { base: path, client, operator: new OperatorStore(client, () => answers.clear()), answers };
  connections.set(path, { connection, users: 0 });
  return connection;
}

/**
 * Keeps the connection of a mount until the returned function is called. What was known of one that nobody uses any more is
 * forgotten: in an app that never loads its page anew, whoever signs in next is somebody else.
 */
export function useConnection({ base }: Connection): () => void {
  const used = connections.get(base);
  if (used === undefined) return () => {};
  used.users += 1;
  return () => {
    used.users -= 1;
    // An element that is moved leaves and comes back at once.
    queueMicrotask(() => {
      if (used.users === 0 && connections.get(base) === used) connections.delete(base);
    });
  };
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
