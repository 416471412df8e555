import { spawnSync } from "node:child_process";
import { join } from "node:path";

const folder = join(import.meta.dirname, "peers");

/** Installs the peers as their lockfile has them, and checks the types of what drives them. Nothing else needs them. */
export function installPeers(): void {
  console.error("installing the peers");
  run("pnpm", ["install", "--frozen-lockfile", "--prefer-offline"]);
  run("tsc", ["-p", "tsconfig.json"]);
}

function run(program: string, args: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} failed.\n${stdout}\n${stderr}`);
}
