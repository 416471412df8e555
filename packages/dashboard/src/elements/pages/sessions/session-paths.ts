import type { SessionItem } from "../../../wire/index.ts";
import { withQuery } from "../../base/router.ts";

/** The page of a session; of one tenant's for who looks at several, which may use the same ids. */
export function pathOfSession(
  { sessionId, tenantId }: Pick<SessionItem, "sessionId" | "tenantId">,
  ofSeveralTenants: boolean,
): string {
  const query = new URLSearchParams(ofSeveralTenants ? { tenant: tenantId } : {});
  return withQuery(`/sessions/${encodeURIComponent(sessionId)}`, query);
}
