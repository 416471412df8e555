import { createDashboardHandler, type DashboardHandler } from "@scoria/dashboard";
import { openRefundDesk } from "./refund-desk.ts";
import { SignIn } from "./sign-in.ts";

export interface HostOptions {
  /** What operators are told, to sign in with. */
  readonly code: string;
  /** What a proxy cuts off from each path on the way. Default: there is none. */
  readonly publicPath?: string;
  /** Where a browser sees this host, when a proxy stands before it. */
  readonly origins?: readonly string[];
}

/** What every app of this example is made of, whatever its framework. */
export interface Host extends AsyncDisposable {
  readonly signIn: SignIn;
  readonly dashboard: DashboardHandler;
}

export async function openHost({ code, publicPath = "", origins = [] }: HostOptions): Promise<Host> {
  const desk = await openRefundDesk();
  const signIn = new SignIn(code, publicPath);
  const dashboard = createDashboardHandler(desk, {
    basePath: `${publicPath}/scoria`,
    mountPath: "/scoria",
    origins,
    authorize: (request) => signIn.operatorOf(request.headers.get("cookie")) ?? sendToSignIn(request, signIn),
  });
  return { signIn, dashboard, [Symbol.asyncDispose]: () => desk.close() };
}

/** A person is shown where to sign in; a program is refused. */
function sendToSignIn(request: Request, { path }: SignIn): Response | undefined {
  const isPage = request.method === "GET" && request.headers.get("accept")?.includes("text/html");
  return isPage ? new Response(null, { status: 303, headers: { location: path } }) : undefined;
}
