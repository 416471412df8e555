import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { join } from "node:path";
import { beforeAll, expect } from "vitest";
import { code } from "./browser.ts";
import { describeMount, type ServeOptions, type Served } from "./describe-mount.ts";
import { installHost } from "./installed-host.ts";

const app = join(installHost(), "next");
const command = createRequire(import.meta.url).resolve("next/dist/bin/next");
const quiet: NodeJS.ProcessEnv = { ...process.env, NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" };

beforeAll(() => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, "build", app], {
    env: quiet,
    encoding: "utf8",
  });
  expect(status, `${stdout}${stderr}`).toBe(0);
});

async function startNext({ publicPath = "", origins = [] }: ServeOptions): Promise<Served> {
  const env = { ...quiet, DESK_CODE: code, PUBLIC_PATH: publicPath, ORIGINS: origins.join(",") };
  const args = [command, "start", app, "--hostname", "127.0.0.1", "--port", "0"];
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "inherit"] });
  const closed = once(child, "close");
  let said = "";
  child.stdout.on("data", (chunk) => (said += String(chunk)));
  while (!said.includes("Ready in"))
    await Promise.race([once(child.stdout, "data"), closed.then(() => expect.fail(said))]);
  const [origin = ""] = /http:\/\/127\.0\.0\.1:\d+/.exec(said) ?? [];
  expect(origin, said).not.toBe("");
  return {
    origin,
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await closed;
    },
  };
}

describeMount("Next.js", startNext);
