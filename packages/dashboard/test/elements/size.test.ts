import { expect, test } from "vitest";
import { readManifest } from "./elements-server.ts";

test("the entry with all that it needs at once is at most 60 kB, compressed", async () => {
  const { entry, files } = await readManifest();
  const byName = new Map(files.map((one) => [one.file, one]));
  const needed = new Set<string>();
  const need = (file: string): void => {
    if (needed.has(file)) return;
    needed.add(file);
    byName.get(file)?.imports.forEach(need);
  };
  need(entry);
  const gzip = [...needed].reduce((sum, file) => sum + (byName.get(file)?.gzip ?? Number.NaN), 0);
  console.log(JSON.stringify({ figure: "elements entry gzip bytes", value: gzip, limit: 60_000, files: needed.size }));
  expect(gzip).toBeLessThanOrEqual(60_000);
});

test("only the entry keeps its name from one version to the next", async () => {
  const { entry, files } = await readManifest();
  expect(entry).toBe("scoria-dashboard.js");
  for (const { file } of files) if (file !== entry) expect(file).toMatch(/^[a-z-]+-[\w-]{8}\.js$/);
});
