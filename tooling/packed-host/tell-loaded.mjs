// Loaded before the host's own code: notes each module of a package that the process loads.
import { appendFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { join } from "node:path";

const note = join(process.cwd(), "loaded-modules.txt");

registerHooks({
  load(url, context, nextLoad) {
    if (url.includes("/node_modules/")) appendFileSync(note, `${url}\n`);
    return nextLoad(url, context);
  },
});
