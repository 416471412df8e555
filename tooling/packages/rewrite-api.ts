import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { drawApiReports } from "./api-report.ts";
import { publicPackages } from "./public-packages.ts";

async function rewriteApi(): Promise<void> {
  for (const source of publicPackages()) {
    const reports = await drawApiReports(source);
    rmSync(join(source.folder, "api"), { recursive: true, force: true });
    for (const { path, text } of reports) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
  }
}

rewriteApi().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
