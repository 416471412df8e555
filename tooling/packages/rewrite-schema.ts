import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { migratedEmbedded } from "./migrated-schema.ts";
import { root } from "./public-packages.ts";
import { drawSchema } from "./schema-picture.ts";

async function rewriteSchema(): Promise<void> {
  await using database = await migratedEmbedded();
  writeFileSync(join(root, "packages/core/schema.sql"), await drawSchema(database.query));
}

rewriteSchema().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
