import { join } from "node:path";
import { bytesOfFiles } from "../install/bytes-of-files.ts";
import { installAlone } from "../install/install-alone.ts";
import { timeImports } from "../install/time-imports.ts";
import { products } from "../install/what-to-install.ts";
import { rounded } from "../measure/statistics.ts";
import type { Workload } from "./workload.ts";

export const install: Workload = {
  name: "install",
  shows: "what npm installs for it alone, from the registry, and how long Node takes to load it",
  variants: [{ installer: "npm" }],
  // What is installed does not vary, and the time to load is a median already.
  rounds: 1,
  compares: { figure: "importMs", moreIsBetter: false },
  takes: ({ name }) => Object.hasOwn(products, name),
  async measure({ contestant: { name } }) {
    const product = products[name];
    if (product === undefined) throw new Error(`${name} is nothing to install.`);
    await using installed = await installAlone(product.packages);
    return {
      packages: installed.count,
      megabytes: rounded((await bytesOfFiles(join(installed.folder, "node_modules"))) / 1_000_000),
      importMs: rounded(await timeImports(installed.folder, product.imports), 3),
    };
  },
};
