import { execFileSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeClusterFolder, removeStaleClusters } from "./cluster-folder.ts";

test("what a killed run left behind is removed, and what a living one uses stays", async () => {
  const own = makeClusterFolder();
  const source = join(import.meta.dirname, "cluster-folder.ts");
  const script = `import(${JSON.stringify(source)}).then((made) => process.stdout.write(made.makeClusterFolder()))`;
  const abandoned = execFileSync(process.execPath, ["-e", script], { encoding: "utf8" });
  try {
    expect(existsSync(abandoned)).toBe(true);
    await removeStaleClusters();
    expect(existsSync(abandoned)).toBe(false);
    expect(existsSync(own)).toBe(true);
  } finally {
    rmSync(own, { recursive: true });
  }
});
