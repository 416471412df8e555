import type { MigrationSet } from "../migrate.ts";
import { runsMigration } from "./0001-runs.ts";
import { journalRulesMigration } from "./0002-journal-rules.ts";
import { writeBatchMigration } from "./0003-write-batch.ts";
import { appendExternalMigration } from "./0004-append-external.ts";
import { ownershipMigration } from "./0005-ownership.ts";
import { verbsMigration } from "./0006-verbs.ts";
import { rowSecurityMigration } from "./0007-row-security.ts";
import { lanesMigration } from "./0008-lanes.ts";
import { poisonedRunsMigration } from "./0009-poisoned-runs.ts";
import { nodesMigration } from "./0010-nodes.ts";
import { queuesMigration } from "./0011-queues.ts";
import { schedulesMigration } from "./0012-schedules.ts";
import { childrenMigration } from "./0013-children.ts";
import { retentionMigration } from "./0014-retention.ts";
import { runIndexesMigration } from "./0015-run-indexes.ts";
import { operatorReadsMigration } from "./0016-operator-reads.ts";

/** Core's own migrations, in order. */
export const coreMigrations: MigrationSet = {
  owner: "core",
  migrations: [
    runsMigration,
    journalRulesMigration,
    writeBatchMigration,
    appendExternalMigration,
    ownershipMigration,
    verbsMigration,
    rowSecurityMigration,
    lanesMigration,
    poisonedRunsMigration,
    nodesMigration,
    queuesMigration,
    schedulesMigration,
    childrenMigration,
    retentionMigration,
    runIndexesMigration,
    operatorReadsMigration,
  ],
};
