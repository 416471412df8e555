import { join } from "node:path";
import { build, type Rolldown } from "vite";

/** The gallery as one script. */
export async function buildGallery(): Promise<string> {
  const built = await build({
    configFile: false,
    root: join(import.meta.dirname, "../.."),
    logLevel: "error",
    build: {
      write: false,
      target: "es2022",
      minify: false,
      lib: { entry: "test/elements/browser/gallery.ts", formats: ["es"], fileName: "gallery" },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
  const [{ output }] = built as [Rolldown.RolldownOutput];
  return output[0].code;
}
