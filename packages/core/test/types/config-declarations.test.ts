import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const packageFolder = fileURLToPath(new URL("../../", import.meta.url));
const compiler = join(packageFolder, "node_modules/typescript/bin/tsc");

const config = `
import { z } from "zod";
import { defineConfig } from "${packageFolder}src/define-config.ts";
import { handoffLane } from "${packageFolder}test/types/lanes.ts";

export const config = defineConfig({
  lanes: { handoff: handoffLane() },
  handlers: {
    plain: (ctx) => ctx.runId,
    refund: { input: z.object({ orderId: z.string(), amount: z.number().default(1) }), run: (ctx) => ctx.input.amount },
  },
});
`;

test("a config in a file of its own compiles with declarations, which name no schema library", async () => {
  const folder = await mkdtemp(join(tmpdir(), "scoria-config-"));
  try {
    await symlink(join(packageFolder, "node_modules"), join(folder, "node_modules"));
    await writeFile(join(folder, "scoria.config.mts"), config);
    const compilerOptions = {
      isolatedDeclarations: false,
      rewriteRelativeImportExtensions: false,
      allowImportingTsExtensions: true,
      emitDeclarationOnly: true,
      rootDir: "/",
      outDir: join(folder, "out"),
    };
    const base = join(packageFolder, "../../tooling/tsconfig/base.json");
    const project = { extends: base, compilerOptions, files: ["scoria.config.mts"] };
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify(project));
    const said = await promisify(execFile)(process.execPath, [compiler, "-p", folder]).then(
      () => "",
      (error: { readonly stdout: string }) => error.stdout,
    );
    expect(said).toBe("");
    const declaration = await readFile(join(folder, "out", folder, "scoria.config.d.mts"), "utf8");
    expect(declaration).toContain("HandoffLane;");
    expect(declaration.replace(/\s+/g, " ")).toContain("input: { orderId: string; amount?: number | undefined; };");
    expect(declaration).not.toMatch(/zod|any\b|InOf/);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
