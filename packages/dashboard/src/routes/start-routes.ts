import { ScoriaError } from "@scoria/core";
import { dashboardError } from "../errors.ts";
import { inputSchemaOf } from "./input-schema.ts";
import { showRunItem } from "../shown/show-run.ts";
import type { Answers, Call } from "./call.ts";

export const startRoutes: Answers<"listHandlers" | "startRun"> = {
  async listHandlers({ surface }) {
    const handlers = surface.handlers.flatMap(({ kind, input }) =>
      input === null ? [] : [{ kind, inputSchema: inputSchemaOf(input) }],
    );
    return { handlers };
  },

  async startRun(call) {
    const { scoria, operator, body, values } = call;
    const { tenantId, kind, sessionId, ...rest } = body;
    requireOwnTenant(call, tenantId);
    requireStartable(call, kind);
    const identity = scoria.identity({
      actorId: operator.actorId,
      tenantId,
      ...(sessionId === undefined ? {} : { sessionId }),
    });
    const run = await scoria.startRun(identity, { ...rest, initialStep: { kind } });
    return { run: showRunItem(run, values) };
  },
};

/** A tenant that is not the operator's is refused in the same words whether it exists or not. @throws PERMISSION_MISSING */
export function requireOwnTenant({ operator }: Pick<Call, "operator">, tenantId: string): void {
  if (!operator.tenants.includes(tenantId)) {
    throw dashboardError("PERMISSION_MISSING", "The tenant is none of the operator's.", { permission: "tenant" });
  }
}

/** What no schema checks is not started from a form. @throws HANDLER_MISSING */
function requireStartable({ surface }: Pick<Call, "surface">, kind: string): void {
  const isStartable = surface.handlers.some((handler) => handler.kind === kind && handler.input !== null);
  if (isStartable) return;
  throw new ScoriaError(
    "HANDLER_MISSING",
    "No handler of this kind with an input schema is registered in this process. Give it an `input`, or start it from the app.",
  );
}
