import type { Identity } from "@scoria/core";
import type { Desk } from "./desk.ts";
import { heading, say } from "./terminal.ts";

/** Who delegated what to whom, and what came of it: `detail.handoff`. */
export async function showLineage(desk: Desk, who: Identity, runId: string): Promise<void> {
  heading("5  Lineage", "detail.handoff of the second run, field by field.");
  const { handoff } = await desk.getRunDetail(who, runId);
  for (const record of handoff) {
    for (const [field, value] of Object.entries(record)) say(`${field.padEnd(18)}${shown(value)}`);
  }
}

function shown(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  return typeof value === "string" ? value : JSON.stringify(value);
}
