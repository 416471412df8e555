import { sql } from "kysely";
import { askDatabase } from "../ask-database.ts";
import type { Core } from "../core.ts";
import { builder, readBuilt } from "../database/query-builder.ts";
import { limits } from "../decode/limits.ts";
import { readEnum, readString } from "../decode/option-values.ts";
import { readPage } from "../decode/page.ts";
import { readKind } from "../execution/handler-table.ts";
import { readWho } from "../identity/operator-scope.ts";
import { toSummary, type RunHeadRow } from "./run-head.ts";
import type { RunPage, RunStatus } from "./run.ts";

const statuses: readonly RunStatus[] = ["queued", "running", "waiting", "completed", "failed", "cancelled", "halted"];
const filterNames = ["status", "kind", "sessionId", "actorId"] as const;

/** The runs that the caller may see, newest first, a page at a time. @throws INVALID_INPUT, UNKNOWN_OPTION */
export async function listRuns(core: Core, who: unknown, query: unknown): Promise<RunPage> {
  const { tenants } = readWho(who);
  const page = readPage(core.cursors, query, { filters: filterNames, where: "listRuns", tenants });
  const { filters, limit, after } = page;
  const id = { maxCharacters: limits.idCharacters };
  let runs = builder
    .selectFrom("scoria.runs as r")
    .leftJoinLateral(
      (journal) =>
        journal
          .selectFrom("scoria.journal as j")
          .whereRef("j.run_id", "=", "r.run_id")
          .whereRef("j.tenant_id", "=", "r.tenant_id")
          .orderBy("j.seq", "desc")
          .limit(1)
          .select(["j.seq", "j.at", "j.payload"])
          .as("l"),
      (join) => join.onTrue(),
    )
    .select(["r.run_id", "r.tenant_id", "r.actor_id", "r.session_id", "r.root_role", "r.kind", "r.status"])
    .select(["r.awaiting_approval", "r.created_at", "r.updated_at", "r.started_at", "r.finished_at"])
    .select(sql<string>`r.metadata::text`.as("metadata"))
    .select(sql<string | null>`r.waiting_for::text`.as("waiting_for"))
    .select(["l.seq as last_seq", "l.at as last_at"])
    .select(sql<string | null>`case when r.finished_at is not null then l.payload::text end`.as("last_payload"))
    .where("r.tenant_id", "in", [...tenants])
    .orderBy("r.run_id", "desc")
    .limit(limit + 1);
  if (filters.status !== undefined) runs = runs.where("r.status", "=", readEnum(filters.status, "status", statuses));
  if (filters.kind !== undefined) runs = runs.where("r.kind", "=", readKind(filters.kind));
  if (filters.sessionId !== undefined) {
    runs = runs.where("r.session_id", "=", readString(filters.sessionId, "sessionId", id));
  }
  if (filters.actorId !== undefined) runs = runs.where("r.actor_id", "=", readString(filters.actorId, "actorId", id));
  if (after !== null) runs = runs.where("r.run_id", "<", after);
  const rows = (await askDatabase(core, "listing runs", () =>
    readBuilt(core.readAs(tenants), runs),
  )) as readonly RunHeadRow[];
  return { runs: rows.slice(0, limit).map(toSummary), nextCursor: page.nextCursor(rows, (row) => row.run_id) };
}
