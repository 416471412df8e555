import { beforeAll, expect, test } from "vitest";
import { quietLogger } from "../../src/seams/logger.ts";
import { databaseContract } from "../../src/testing/database-contract.ts";
import { onEachEngine } from "../on-each-engine.ts";
import { createEmbedded, createOnServer } from "./contract-databases.ts";
import { emptyDatabase } from "./fresh-database.ts";

// The first one is made from nothing, which takes longer than the others.
beforeAll(() => emptyDatabase());

onEachEngine("our driver", (engine) => {
  const create = engine === "postgres" ? createOnServer : createEmbedded;

  databaseContract({ test, create, isServer: engine === "postgres" });

  test("says which engine it is", async () => {
    await using empty = await create({ isOpenedAgain: false });
    const database = await empty.open({ logger: quietLogger, preparedNames: true });
    expect(database.engine).toBe(engine);
    await database.close();
  });
});
