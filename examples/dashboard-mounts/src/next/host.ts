import { openHost, type Host } from "../host.ts";

/** Next.js may load a module more than once in a process; the facade is opened once. */
const kept = globalThis as { refundDeskHost?: Promise<Host> };

/** Opened by the first request, as `next build` loads this file too. */
export function host(): Promise<Host> {
  const { DESK_CODE = "", PUBLIC_PATH = "", ORIGINS = "" } = process.env;
  if (DESK_CODE === "") throw new Error("Set DESK_CODE to what operators sign in with.");
  const origins = ORIGINS === "" ? [] : ORIGINS.split(",");
  return (kept.refundDeskHost ??= openHost({ code: DESK_CODE, publicPath: PUBLIC_PATH, origins }).catch(
    (error: unknown) => {
      // Or it would stay so: what could not be opened now is tried again by the next request.
      delete kept.refundDeskHost;
      throw error;
    },
  ));
}

/** What Next.js gives to a route beside the request. */
export interface RouteContext {
  readonly params: Promise<{ readonly path?: readonly string[] }>;
}

export async function dashboard(request: Request, context: RouteContext): Promise<Response> {
  return (await host()).dashboard(request, context);
}
