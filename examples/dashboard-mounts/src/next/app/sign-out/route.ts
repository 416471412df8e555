import { host } from "../../host.ts";

export async function POST(request: Request): Promise<Response> {
  const { signIn } = await host();
  const cookie = signIn.end(request.headers.get("cookie"));
  return new Response(null, { status: 303, headers: { location: signIn.path, "set-cookie": cookie } });
}
