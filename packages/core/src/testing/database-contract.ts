import { closingSentences } from "./database-contract/closing.ts";
import { holdSentence, type DatabaseNeeds, type EmptyDatabase } from "./database-contract/contract-scene.ts";
import { nameSentences } from "./database-contract/names.ts";
import { serverSentences } from "./database-contract/servers.ts";
import { statementSentences } from "./database-contract/statements.ts";
import { transactionSentences } from "./database-contract/transactions.ts";
import { valueSentences } from "./database-contract/values.ts";
import type { RegisterTest } from "./register-test.ts";

export interface DatabaseContractOptions {
  /** The runner's own function. */
  readonly test: RegisterTest;
  /** Makes an empty database that nobody else uses; called once for each sentence, which disposes it. */
  readonly create: (needs: DatabaseNeeds) => Promise<EmptyDatabase>;
  /** Whether it is a server, whose connections are apart; else those sentences are left out that need it. */
  readonly isServer: boolean;
}

const sentences = [
  ...valueSentences,
  ...statementSentences,
  ...transactionSentences,
  ...nameSentences,
  ...closingSentences,
  ...serverSentences,
];

/**
 * Registers what every database driver must hold, as one test for each sentence: values, errors and their kinds,
 * transactions, prepared names, many statements at once, closing.
 *
 * A driver for which one fails can lose or repeat what Scoria was told is stored.
 *
 * @example
 * ```ts
 * import { test } from "node:test";
 * import { databaseContract, type EmptyDatabase } from "@scoria/core/testing";
 *
 * declare function createEmptyDatabase(): Promise<EmptyDatabase>;
 *
 * databaseContract({ test, create: createEmptyDatabase, isServer: true });
 * ```
 */
export function databaseContract({ test, create, isServer }: DatabaseContractOptions): void {
  for (const sentence of sentences) {
    if (sentence.ofServers && !isServer) continue;
    test(sentence.name, () => holdSentence(sentence, create));
  }
}
