import { host } from "../../host.ts";

const html = { "content-type": "text/html; charset=utf-8" };

// Else `next build` would make the page, and open the desk for it.
export const dynamic = "force-dynamic";

export async function GET(): Promise<Response> {
  return new Response((await host()).signIn.page(), { headers: html });
}

export async function POST(request: Request): Promise<Response> {
  const { signIn } = await host();
  const cookie = signIn.begin(Object.fromEntries(await request.formData()));
  if (cookie === undefined) return new Response(signIn.refusal(), { status: 401, headers: html });
  return new Response(null, { status: 303, headers: { location: signIn.next, "set-cookie": cookie } });
}
