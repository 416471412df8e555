import { join } from "node:path";
import { openDatabase } from "../../src/database.ts";
import type { DatabaseNeeds, EmptyDatabase } from "../../src/testing/database-contract/contract-scene.ts";
import { emptyDatabase, freshFolder, freshServerDatabase } from "./fresh-database.ts";

/** An empty database of our embedded driver: in a folder when it is to be opened again, else in memory. */
export async function createEmbedded({ isOpenedAgain }: DatabaseNeeds): Promise<EmptyDatabase> {
  if (!isOpenedAgain) {
    return {
      open: async (opening) => openDatabase({ url: "memory:", from: await emptyDatabase(), ...opening }),
      async [Symbol.asyncDispose]() {},
    };
  }
  const folder = await freshFolder();
  let from: { from?: Blob } = { from: await emptyDatabase() };
  return {
    async open(opening) {
      const database = await openDatabase({ url: `file:${join(folder.path, "db")}`, ...opening, ...from });
      from = {};
      return database;
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

/** An empty database of our driver for servers. */
export async function createOnServer(): Promise<EmptyDatabase> {
  const server = await freshServerDatabase();
  return {
    open: (opening) => openDatabase({ url: server.url, ...opening }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
