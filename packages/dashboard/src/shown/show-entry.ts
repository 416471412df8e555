import type { Entry, Json, JsonObject } from "@scoria/core";
import type { EntryView } from "../wire/entry.ts";
import type { FieldName } from "./shown-field.ts";
import { ShownTogether, type Owner, type ShownValues } from "./shown-values.ts";

/** To which field the parts of an entry's payload belong. What is not here is asked for as `entry`. */
const fieldsOf: Readonly<Record<string, Readonly<Record<string, FieldName>>>> = {
  "run.started": { input: "input", metadata: "metadata", identityMetadata: "identity", runtime: "runtime" },
  "run.completed": { output: "output" },
  "run.failed": { error: "error" },
  "run.cancelled": { error: "error" },
  "run.halted": { error: "error" },
  "run.sent_back": { feedback: "feedback", output: "output" },
  "runs.settled": { outcomes: "child.outcome", error: "error" },
  "approval.requested": { arguments: "approval.arguments", reason: "approval.reason", policy: "runtime" },
  "approval.decided": { reason: "approval.decisionReason" },
  "signal.received": { payload: "signal" },
  "cancel.requested": { reason: "cancel.reason" },
};

const stepFields: Readonly<Record<string, FieldName>> = {
  input: "step.input",
  result: "step.output",
  error: "step.error",
};

export function showEntry(entry: Entry, values: ShownValues, owner: Owner): EntryView {
  const { seq, type, at, stepKey, role, payload, payloadHash, hash } = entry;
  const shown = payload === undefined ? { redacted: false } : showPayload(type, payload, values, owner);
  return {
    seq,
    type,
    at: at.toISOString(),
    ...(stepKey === undefined ? {} : { stepKey }),
    ...(role === undefined ? {} : { role }),
    ...("payload" in shown ? { payload: shown.payload } : {}),
    ...(payloadHash === undefined ? {} : { payloadHash }),
    hash,
    redacted: shown.redacted,
  };
}

/** What an operator sees of an entry's payload, part by part. */
export function showPayload(
  type: string,
  payload: Json,
  values: ShownValues,
  owner: Owner,
): { readonly payload: Json; readonly redacted: boolean } {
  const together = new ShownTogether(values, owner);
  if (typeof payload !== "object" || payload === null || Array.isArray(payload)) {
    return { payload: together.value("entry", payload), redacted: together.redacted };
  }
  const fields = type.startsWith("step.") ? stepFields : fieldsOf[type];
  const parts = Object.entries(payload as JsonObject).map(([key, part]) => {
    const field = fields?.[key];
    if (type.startsWith("step.") && key === "inner") return [key, showInner(part, together)] as const;
    return [key, field === undefined ? together.value("entry", part, [key]) : together.value(field, part)] as const;
  });
  // All of it once more: a secret may be told by its neighbours.
  const whole = values.show("entry", Object.fromEntries(parts), owner);
  return { payload: whole.value, redacted: together.redacted || whole.redacted };
}

/** What a handler inside the run is called with: its context is a step's, as the operator of the step sees it. */
function showInner(inner: Json, together: ShownTogether): Json {
  if (typeof inner !== "object" || inner === null || Array.isArray(inner))
    return together.value("entry", inner, ["inner"]);
  return Object.fromEntries(
    Object.entries(inner as JsonObject).map(([key, part]) => [
      key,
      key === "context" ? together.value("step.context", part) : together.value("entry", part, ["inner", key]),
    ]),
  );
}
