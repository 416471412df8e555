import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Contestant } from "./contestant.ts";

/** Every contestant and the file that has it. Peers have dependencies that only the bench installs. */
const files: Readonly<Record<string, string>> = {
  "raw-pg": "contestants/raw-pg.ts",
  "shared-floor": "contestants/shared-floor.ts",
  "evidence-floor": "contestants/evidence-floor.ts",
  scoria: "contestants/scoria.ts",
  dbos: "peers/dbos.ts",
  mastra: "peers/mastra.ts",
  langgraph: "peers/langgraph.ts",
  "langgraph-async": "peers/langgraph-async.ts",
  restate: "peers/restate.ts",
  "pg-boss": "peers/pg-boss.ts",
  "graphile-worker": "peers/graphile-worker.ts",
};

export const contestantNames: readonly string[] = Object.keys(files);

export function isPeer(name: string): boolean {
  return files[name]?.startsWith("peers/") === true;
}

export async function findContestant(name: string): Promise<Contestant> {
  const file = files[name];
  if (file === undefined) throw new Error(`There is no contestant "${name}".`);
  const url = pathToFileURL(join(import.meta.dirname, "..", file)).href;
  const { contestant } = (await import(url)) as { readonly contestant: Contestant };
  return contestant;
}
