import type { Json, JsonObject } from "@scoria/core";
import { createDashboardHandler, type AnyScoria, type RedactField } from "../../src/index.ts";
import {
  wireClient,
  type ApprovalPageView,
  type BulkView,
  type CallOf,
  type RouteName,
  type Routes,
  type RunView,
} from "../../src/wire/index.ts";
import { check, type Equal } from "./equal.ts";

const api = wireClient({ base: "/scoria" });
const params = { runId: "0199c0de-0000-7000-8000-000000000000" };

// A call gives what the table says of its route.
check<Equal<Awaited<ReturnType<typeof getRun>>, RunView>>();
function getRun() {
  return api.call("getRun", { params });
}
const lane = await api.call("readLane", { params: { lane: "notes", name: "written" } });
check<Equal<typeof lane, Json>>();
const document = await api.call("getOpenApi");
check<Equal<typeof document, JsonObject>>();
check<Equal<Routes["cancelRuns"]["answer"], BulkView>>();
const answered = await api.call("verifyRun", { params });
if (answered.ok) check<Equal<typeof answered.head.seq, number>>();
else check<Equal<typeof answered.reason, string>>();

// What a path names is asked for, by its name; a route without names and without a body is called by itself.
await api.call("getHome");
await api.call("listRuns");
await api.call("listEntries", { params, query: { after: 7, limit: 100 } });
// @ts-expect-error -- of which run?
await api.call("getRun");
// @ts-expect-error -- of which run?
await api.call("getRun", {});
// @ts-expect-error -- the path names another thing
await api.call("getRun", { params: { id: "x" } });
// @ts-expect-error -- a run's id is text
await api.call("getRun", { params: { runId: 7 } });
// @ts-expect-error -- one of two names
await api.call("readLane", { params: { lane: "notes" } });
// @ts-expect-error -- no such route
await api.call("getRuns");
// @ts-expect-error -- a stream is followed, not called
await api.call("streamRun", { params });

// A query has the filters of its route, as numbers and lists.
await api.call("listRuns", { query: { status: ["failed", "halted"], limit: 20, waitingFor: "approval" } });
// @ts-expect-error -- no status
await api.call("listRuns", { query: { status: ["done"] } });
// @ts-expect-error -- a list
await api.call("listRuns", { query: { status: "failed" } });
// @ts-expect-error -- a number
await api.call("listRuns", { query: { limit: "20" } });
// @ts-expect-error -- the tenants are the operator's
await api.call("listRuns", { query: { tenantId: "acme" } });
// @ts-expect-error -- what is left out is left out
await api.call("listRuns", { query: { kind: undefined } });
// @ts-expect-error -- a read has no body
await api.call("listRuns", { body: {} });

// A body is asked for where there is one.
await api.call("cancelRun", { params, body: {} });
await api.call("cancelRun", { params, body: { reason: "it is late" }, signal: AbortSignal.timeout(5_000) });
// @ts-expect-error -- no body
await api.call("cancelRun", { params });
// @ts-expect-error -- an effect has no query
await api.call("cancelRun", { params, body: {}, query: { reason: "it is late" } });
// @ts-expect-error -- a decision says what it is about
await api.call("decideApproval", { params: { approvalId: "x" }, body: { decision: "approved" } });
// @ts-expect-error -- no such decision
await api.call("decideApproval", { params: { approvalId: "x" }, body: { decision: "maybe", argumentsHash: "x" } });
// @ts-expect-error -- in which tenant?
await api.call("startRun", { body: { kind: "refund" } });

// Where a route is takes the same, and a stream has a place too.
check<Equal<ReturnType<typeof api.urlOf>, string>>();
api.urlOf("streamRun", { params, query: { after: 3 } });
// @ts-expect-error -- of which run?
api.urlOf("streamRun");

// A route of the table that a call has no type for would not compile here.
type AnyCall = { readonly [Name in RouteName]: CallOf<Name> };
declare const calls: AnyCall;
check<Equal<typeof calls.listApprovals.query, Routes["listApprovals"]["query"] | undefined>>();
check<Equal<Routes["listApprovals"]["answer"], ApprovalPageView>>();

// Mounting it: who asks is never left out, and the context is the framework's.
declare const scoria: AnyScoria;
const mounted = createDashboardHandler<{ readonly user: string }>(scoria, {
  authorize: (_request, { user }) => ({ actorId: user, tenants: ["acme"], can: ["read", "notes.read"] }),
});
await mounted(new Request("http://localhost/scoria"), { user: "op" });
// @ts-expect-error -- who may see it?
createDashboardHandler(scoria, {});
// @ts-expect-error -- no permission of this name
createDashboardHandler(scoria, { authorize: () => ({ actorId: "op", tenants: ["acme"], can: ["reads"] }) });
// @ts-expect-error -- for which tenants?
createDashboardHandler(scoria, { authorize: () => ({ actorId: "op", can: [] }) });
// @ts-expect-error -- no facade
createDashboardHandler({}, { authorize: () => undefined });

// A host that redacts is told what it is asked about, and answers with JSON, at once.
const redact: RedactField = ({ field, path, value }) =>
  field === "step.input" && path[0] === "card" && typeof value === "string" ? "****" : undefined;
check<Equal<ReturnType<typeof redact>, Json | undefined>>();
// @ts-expect-error -- no such field
const misspelt: RedactField = ({ field }) => (field === "inputs" ? "" : undefined);
// @ts-expect-error -- not a promise
const late: RedactField = async () => "";
void [misspelt, late];
