import type { JsonObject } from "@scoria/core";
import { apiVersion, paths, type RouteName } from "./paths.ts";
import type { Routes } from "./routes.ts";
import { WireError } from "./wire-error.ts";

/** The `:names` of a path. */
type ParamsIn<Path extends string> = Path extends `${infer Before}/${infer After}`
  ? ParamsIn<Before> | ParamsIn<After>
  : Path extends `:${infer Name}`
    ? Name
    : never;

/** The names in the path of a route. */
export type ParamsOf<Name extends RouteName> = ParamsIn<(typeof paths)[Name]>;

/** What a call of one route takes: the names in its path, and its query or body. */
export type CallOf<Name extends RouteName> = ([ParamsOf<Name>] extends [never]
  ? object
  : { readonly params: Readonly<Record<ParamsOf<Name>, string>> }) &
  (Routes[Name]["body"] extends undefined
    ? { readonly query?: Routes[Name]["query"] }
    : { readonly body: Routes[Name]["body"] }) & { readonly signal?: AbortSignal };

type Answered = Exclude<RouteName, "streamRun">;

/** Calls of the API by the names of its routes. */
export interface WireClient {
  /**
   * Calls one route and gives what it answers.
   *
   * @throws WireError for every answer that is no 2xx, and for none
   */
  call<Name extends Answered>(
    name: Name,
    ...given: object extends CallOf<Name> ? [call?: CallOf<Name>] : [call: CallOf<Name>]
  ): Promise<Routes[Name]["answer"]>;
  /**
   * Asks for a run's entries as they are written, and gives the answer as it comes, whatever it is: `followRun` reads it.
   *
   * @param after the `seq` after which to begin; 0: from the first entry
   * @throws WireError for no answer
   */
  openStream(runId: string, after: number, signal: AbortSignal): Promise<Response>;
  /** Where a route is, for whoever asks for it otherwise. */
  urlOf<Name extends RouteName>(
    name: Name,
    ...given: object extends CallOf<Name> ? [call?: CallOf<Name>] : [call: CallOf<Name>]
  ): string;
}

export interface WireClientOptions {
  /** Where the dashboard is mounted: a path such as `/scoria`, or a whole URL. */
  readonly base: string;
  /** Default: the global one. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** What to send beside: cookies are sent anyway in a page of the same origin. Default: none. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Reads the text of an answer, for who wants numbers as they are written. Default: `JSON.parse`. */
  readonly parse?: (text: string) => unknown;
}

interface AnyCall {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/**
 * A client of the dashboard's API, for its own elements and for a host's pages.
 *
 * @example
 * ```ts
 * import { wireClient } from "@scoria/dashboard/wire";
 *
 * const api = wireClient({ base: "/scoria" });
 * const { runs } = await api.call("listRuns", { query: { status: ["failed"], limit: 20 } });
 * const run = await api.call("getRun", { params: { runId: runs[0]?.runId ?? "" } });
 * console.log(run.steps.length);
 * ```
 */
export function wireClient({
  base,
  fetch = (url, init) => globalThis.fetch(url, init),
  headers = {},
  parse = JSON.parse,
}: WireClientOptions): WireClient {
  const root = base.replace(/\/+$/, "");
  const urlOf = (name: RouteName, call: AnyCall = {}): string =>
    `${root}/api${pathOf(name, call)}${queryText(call.query)}`;
  return {
    urlOf: urlOf as WireClient["urlOf"],
    openStream: (runId, after, signal) => {
      const spoken = { accept: "text/event-stream", "scoria-api-version": String(apiVersion) };
      const init = { headers: { ...headers, ...spoken }, signal };
      return ask(() => fetch(urlOf("streamRun", { params: { runId }, query: { after } }), init), signal);
    },
    call: (async (name: Answered, call: AnyCall = {}) => {
      const [method = "GET"] = paths[name].split(" ");
      const init: RequestInit = {
        method,
        headers: {
          ...headers,
          accept: "application/json",
          "scoria-api-version": String(apiVersion),
          ...(method === "POST" ? { "content-type": "application/json" } : {}),
        },
        ...(method === "POST" ? { body: JSON.stringify(call.body) } : {}),
        ...(call.signal === undefined ? {} : { signal: call.signal }),
      };
      return readAnswer(await ask(() => fetch(urlOf(name, call), init), call.signal), parse);
    }) as WireClient["call"],
  };
}

async function ask(send: () => Promise<Response>, signal: AbortSignal | undefined): Promise<Response> {
  try {
    return await send();
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new WireError(0, "UNREACHABLE", "The server did not answer. Check the connection, then try again.");
  }
}

async function readAnswer(response: Response, parse: (text: string) => unknown): Promise<unknown> {
  const text = await response.text();
  let answer: unknown;
  try {
    answer = parse(text);
  } catch {
    // A proxy or a login page of the host answered in the API's place.
    throw new WireError(
      response.status,
      "NOT_AN_ANSWER",
      `The server answered ${response.status} with something else than JSON.`,
    );
  }
  if (response.ok) return answer;
  const { error } = (answer ?? {}) as {
    readonly error?: { readonly code?: string; readonly message?: string; readonly details?: JsonObject };
  };
  throw new WireError(
    response.status,
    error?.code ?? "REFUSED",
    error?.message ?? `The server answered ${response.status}.`,
    error?.details,
  );
}

function pathOf(name: RouteName, { params = {} }: AnyCall): string {
  const path = paths[name].slice(paths[name].indexOf(" ") + 1);
  return path.replaceAll(/:(\w+)/g, (_, param: string) => encodeURIComponent(params[param] ?? ""));
}

function queryText(query: Readonly<Record<string, unknown>> | undefined): string {
  const text = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) text.set(name, Array.isArray(value) ? value.join(",") : String(value as string | number));
  }
  return text.size === 0 ? "" : `?${text.toString()}`;
}
