import { dirname } from "node:path";
import { defineConfig, type UserConfig } from "vite";
import { writeManifest } from "./write-manifest.ts";

/**
 * The elements as a browser loads them. The entry keeps its name and only imports; all else carries the hash of its content in
 * its name, so that it may be cached for ever.
 */
const config: UserConfig = defineConfig({
  root: dirname(import.meta.dirname),
  logLevel: "warn",
  build: {
    outDir: "dist/elements",
    target: "es2024",
    minify: "oxc",
    sourcemap: false,
    modulePreload: false,
    lib: { entry: { "scoria-dashboard": "src/elements/index.ts" }, formats: ["es"] },
    rolldownOptions: {
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "[name]-[hash].js",
        codeSplitting: { groups: [{ name: "scoria", tags: ["$initial"] }] },
      },
    },
  },
  plugins: [writeManifest()],
});

export default config;
