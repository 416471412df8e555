import { once } from "node:events";
import { randomBytes } from "node:crypto";
import type { AddressInfo } from "node:net";
import { openHost } from "./host.ts";
import { listen } from "./listen.ts";

const [framework = ""] = process.argv.slice(2);

if (Object.hasOwn(listen, framework)) {
  const code = randomBytes(6).toString("base64url");
  await using host = await openHost({ code });
  const server = await listen[framework as keyof typeof listen](host, Number(process.env.PORT ?? 3100));
  const { port } = server.address() as AddressInfo;
  console.log(`The dashboard is at http://127.0.0.1:${port}/scoria (Ctrl-C closes it).`);
  console.log(`Sign in as ana, who starts refunds, or as rita, who decides. The code is ${code}`);
  await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  server.close();
} else {
  console.error(`Say with which framework: node src/main.ts ${Object.keys(listen).join(" | ")}`);
  process.exitCode = 1;
}
