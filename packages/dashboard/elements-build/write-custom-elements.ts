/** Writes `custom-elements.json` anew: `npm run custom-elements`. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { customElementsManifest } from "./custom-elements-manifest.ts";

const place = join(import.meta.dirname, "..", "custom-elements.json");
await writeFile(place, `${JSON.stringify(customElementsManifest(), null, 2)}\n`);
