const statuses = new Set(["queued", "running", "waiting", "completed", "failed", "cancelled", "halted"]);
const tenants = new Set(["acme", "evil"]);

/** A summary as the contract has it, of a tenant that the caller may see. */
export function isSummary(answer: unknown): boolean {
  if (typeof answer !== "object" || answer === null) return false;
  const { runId, status, tenantId } = answer as Readonly<Record<string, unknown>>;
  return typeof runId === "string" && statuses.has(String(status)) && tenants.has(String(tenantId));
}

export function isSummaries(answer: unknown): boolean {
  return Array.isArray(answer) && answer.every(isSummary);
}

export function isPage(answer: unknown, name: "runs" | "sessions" | "approvals" | "schedules"): boolean {
  if (typeof answer !== "object" || answer === null) return false;
  const { [name]: rows, nextCursor } = answer as Readonly<Record<string, unknown>>;
  return Array.isArray(rows) && (nextCursor === null || typeof nextCursor === "string");
}
