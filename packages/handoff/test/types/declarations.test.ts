import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const packageFolder = fileURLToPath(new URL("../../", import.meta.url));
const modules = join(packageFolder, "node_modules");

const host = `
import { createScoria, defineHandler } from "@scoria/core";
import { defineHandoff, handoffLane } from "@scoria/handoff";
import { z } from "zod";

export const review = defineHandoff({
  from: "planner",
  to: "critic",
  kind: "review",
  context: z.object({ draft: z.string(), cents: z.string().transform(Number) }),
  result: z.object({ verdict: z.enum(["send", "rework"]) }),
});
const lanes = { handoff: handoffLane({ handoffs: [review] }) };
export const plan = defineHandler(lanes, {
  input: z.object({ draft: z.string() }),
  run: (ctx) => ctx.handoff.delegate(review, { handoffInput: {}, projectedContext: { draft: ctx.input.draft, cents: "1" } }),
});
export function openDesk() {
  return createScoria({ lanes, handlers: { plan, review: (ctx) => review.answer({ verdict: "send" }) } });
}
export const verdictOf = async (desk: Awaited<ReturnType<typeof openDesk>>, runId: string) =>
  (await desk.getRunDetail(desk.identity({ actorId: "ana", tenantId: "acme" }), runId)).handoff[0];
`;

test("what a host exports compiles with declarations, which name the lane by its package and no schema library", async () => {
  const declaration = await declarationOf(host);
  expect(declaration).toContain('handoff: import("@scoria/handoff").HandoffLane;');
  expect(declaration).toContain(
    'review: import("@scoria/handoff").Handoff<{ draft: string; cents: string; }, { draft: string; cents: number; }, ' +
      '{ verdict: "rework" | "send"; }, { verdict: "rework" | "send"; }>;',
  );
  expect(declaration).toContain('Promise<import("@scoria/handoff").HandoffRecord | undefined>;');
  expect(declaration).not.toMatch(/zod|\bany\b|\/(src|dist)\//);
});

/** Compiles a host's module against the compiled packages, as the host would, and gives its declaration on one line. */
async function declarationOf(source: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "scoria-handoff-types-"));
  try {
    await mkdir(join(folder, "node_modules/@scoria"), { recursive: true });
    await symlink(packageFolder, join(folder, "node_modules/@scoria/handoff"));
    for (const name of ["@scoria/core", "@types", "zod"]) {
      await symlink(join(modules, name), join(folder, "node_modules", name));
    }
    await writeFile(join(folder, "host.mts"), source);
    const compilerOptions = { isolatedDeclarations: false, emitDeclarationOnly: true, rootDir: ".", outDir: "out" };
    const extended = join(packageFolder, "../../tooling/tsconfig/base.json");
    await writeFile(
      join(folder, "tsconfig.json"),
      JSON.stringify({ extends: extended, compilerOptions, files: ["host.mts"] }),
    );
    const compiler = join(modules, "typescript/bin/tsc");
    await promisify(execFile)(process.execPath, [compiler, "-p", folder]).catch(
      (error: { readonly stdout: string }) => {
        throw new Error(`The host's module does not compile:\n${error.stdout}`);
      },
    );
    return (await readFile(join(folder, "out/host.d.mts"), "utf8")).replace(/\s+/g, " ");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
