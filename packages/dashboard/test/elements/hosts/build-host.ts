import { svelte } from "@sveltejs/vite-plugin-svelte";
import vue from "@vitejs/plugin-vue";
import { join } from "node:path";
import { build, type PluginOption, type Rolldown } from "vite";
import type { HostPage } from "./host-page.ts";

const plugins: Readonly<Record<string, () => PluginOption>> = {
  vue: () => vue({ template: { compilerOptions: { isCustomElement: (tag) => tag.startsWith("scoria-") } } }),
  svelte: () => svelte({ configFile: false }),
};

/** Builds the page of a host for production; its files by their names, of which `main.js` is the first to be loaded. */
export async function buildHost({ name, entry }: HostPage): Promise<ReadonlyMap<string, string>> {
  const built = (await build({
    configFile: false,
    root: join(import.meta.dirname, name),
    base: `/${name}/`,
    logLevel: "error",
    plugins: [plugins[name]?.()],
    build: {
      write: false,
      rolldownOptions: {
        input: { main: join(import.meta.dirname, name, entry) },
        output: {
          entryFileNames: "[name].js",
          chunkFileNames: "[name]-[hash].js",
          assetFileNames: "[name]-[hash][extname]",
        },
      },
    },
  })) as Rolldown.RolldownOutput;
  return new Map(
    built.output.map((file) => [file.fileName, file.type === "chunk" ? file.code : String(file.source)] as const),
  );
}
