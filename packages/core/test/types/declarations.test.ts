import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const packageFolder = fileURLToPath(new URL("../../", import.meta.url));
const compiler = join(packageFolder, "node_modules/typescript/bin/tsc");
const run = promisify(execFile);

const imports = `import { z } from "zod";
import { defineHandler } from "${packageFolder}src/handlers/define-handler.ts";
import type { Identity } from "${packageFolder}src/identity/identity.ts";
import type { CreateScoria } from "${packageFolder}src/scoria.ts";
import { handoffLane, llmLane, semanticLane } from "${packageFolder}test/types/lanes.ts";
declare const createScoria: CreateScoria;
declare const ana: Identity;
`;

interface Compiled {
  readonly declaration: string;
  readonly instantiations: number;
}

/** Compiles a host's module as the host would, with declarations, and tells what came out. */
async function compile(source: string): Promise<Compiled> {
  const folder = await mkdtemp(join(tmpdir(), "scoria-types-"));
  try {
    await symlink(join(packageFolder, "node_modules"), join(folder, "node_modules"));
    await writeFile(join(folder, "host.mts"), imports + source);
    const compilerOptions = {
      isolatedDeclarations: false,
      rewriteRelativeImportExtensions: false,
      allowImportingTsExtensions: true,
      emitDeclarationOnly: true,
      rootDir: "/",
      outDir: join(folder, "out"),
    };
    const extended = join(packageFolder, "../../tooling/tsconfig/base.json");
    await writeFile(
      join(folder, "tsconfig.json"),
      JSON.stringify({ extends: extended, compilerOptions, files: ["host.mts"] }),
    );
    const { stdout } = await run(process.execPath, [compiler, "-p", folder, "--extendedDiagnostics"]).catch(
      (error: { readonly stdout: string }) => {
        throw new Error(`The host's module does not compile:\n${error.stdout}`);
      },
    );
    return {
      declaration: await readFile(join(folder, "out", folder, "host.d.mts"), "utf8"),
      instantiations: Number(/Instantiations:\s+(\d+)/.exec(stdout)?.[1]),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test("a facade's declaration names the lanes and spells out the inputs, with no schema library in it", async () => {
  const { declaration } = await compile(`
    export const audit = defineHandler({ llm: llmLane() }, { input: z.object({ text: z.string() }), run: (ctx) => ctx.llm.chat("c", { prompt: ctx.input.text }) });
    export const scoria = await createScoria({
      lanes: { handoff: handoffLane(), semantic: semanticLane(), llm: llmLane() },
      handlers: {
        plain: (ctx) => ctx.runId,
        refund: { input: z.object({ orderId: z.string(), amount: z.number().default(1) }), run: (ctx) => ctx.input.amount },
        audit,
      },
    });
  `);
  const facade = declaration.slice(declaration.indexOf("export declare const scoria")).replace(/\s+/g, " ");
  expect(facade).toContain("HandoffLane;");
  expect(facade).toContain("SemanticLane;");
  expect(facade).toContain("plain: unknown;");
  expect(facade).toContain("refund: { orderId: string; amount?: number | undefined; };");
  expect(facade).toContain("audit: { text: string; };");
  expect(facade).not.toMatch(/zod|any|NamedLanes|InOf/);
  expect(facade.length).toBeLessThan(700);
});

test("8 lanes and 40 handlers stay within the compiler's budget", async () => {
  const names = Array.from({ length: 8 }, (_, index) => `lane${index}`);
  const kinds = Array.from({ length: 40 }, (_, index) => `kind${index}`);
  const lanes = names.map((name) => `${name}: llmLane({ name: "${name}" })`);
  const handlers = kinds.map((kind, index) => {
    const body = `
      const quote = await ctx.step("quote", () => ({ at: new Date(), n: ${index} }));
      const reply = await ctx.${names[index % 8]}.chat("draft", { prompt: quote.at });
      return { text: reply.text };`;
    return index % 2 === 0
      ? `async ${kind}(ctx) {${body}}`
      : `${kind}: { input: z.object({ orderId: z.string(), amount: z.number(), at: z.coerce.date(), tags: z.array(z.string()) }), async run(ctx) {${body}} }`;
  });
  const starts = kinds.map((kind, index) => {
    const input = index % 2 === 0 ? "" : `, input: { orderId: "1", amount: 1, at: new Date(), tags: [] }`;
    return `await scoria.startRun(ana, { initialStep: { kind: "${kind}" }${input} });`;
  });
  const { instantiations } = await compile(`
    export const scoria = await createScoria({ lanes: { ${lanes.join(", ")} }, handlers: { ${handlers.join(",\n")} } });
    ${starts.join("\n")}
  `);
  expect(instantiations).toBeGreaterThan(1_000);
  expect(instantiations).toBeLessThan(70_000);
});
