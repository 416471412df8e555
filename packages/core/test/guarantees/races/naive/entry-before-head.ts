import type pg from "pg";
import type { Group } from "../../../../src/journal/group.ts";
import { plainAppend } from "./plain-append.ts";

/** An owner who writes the entry first and then the head, while those outside lock the head first. The group has no head. */
export async function entryThenHead(session: pg.Client, group: Group, between: () => Promise<void>): Promise<void> {
  const insert = plainAppend([group]);
  await session.query("begin");
  await session.query(insert.text, [...insert.values]);
  await between();
  await session.query("update scoria.runs set updated_at = scoria.clock() where run_id = $1", [group.runId]);
  await session.query("commit");
}
