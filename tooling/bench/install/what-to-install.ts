import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packPackage } from "../../packages/pack-package.ts";
import { publicPackages } from "../../packages/public-packages.ts";

/** What somebody who takes one of the contestants installs and loads. */
export interface Product {
  readonly packages: readonly string[];
  /** What the process that does the work loads of it. */
  readonly imports: readonly string[];
}

/** By the contestant's name. Who is not here is a floor, not a product. */
export const products: Readonly<Record<string, Product>> = {
  scoria: { packages: ["@scoria/core"], imports: ["@scoria/core"] },
  dbos: { packages: ["@dbos-inc/dbos-sdk"], imports: ["@dbos-inc/dbos-sdk"] },
  mastra: {
    packages: ["@mastra/core", "@mastra/pg"],
    imports: ["@mastra/core", "@mastra/core/workflows", "@mastra/pg"],
  },
  langgraph: {
    packages: ["@langchain/langgraph", "@langchain/langgraph-checkpoint-postgres", "@langchain/core"],
    imports: ["@langchain/langgraph", "@langchain/langgraph-checkpoint-postgres"],
  },
  // Its server, a program of its own, is most of what is on disk and nothing of what is loaded.
  restate: {
    packages: ["@restatedev/restate-sdk", "@restatedev/restate-server"],
    imports: ["@restatedev/restate-sdk"],
  },
  "pg-boss": { packages: ["pg-boss"], imports: ["pg-boss"] },
  "graphile-worker": { packages: ["graphile-worker"], imports: ["graphile-worker"] },
};

/** What npm is told to install: a package of this workspace as it would be published, a peer's in the version that is measured. */
export async function specifierOf(name: string, packInto: string): Promise<string> {
  const own = publicPackages().find(({ manifest }) => manifest.name === name);
  if (own !== undefined) return await packPackage(own.folder, packInto);
  const manifest = readFileSync(join(import.meta.dirname, "..", "peers", "package.json"), "utf8");
  const { dependencies } = JSON.parse(manifest) as { readonly dependencies: Readonly<Record<string, string>> };
  const version = dependencies[name];
  if (version === undefined) throw new Error(`${name} is not among the peers' dependencies.`);
  return `${name}@${version}`;
}
