import type { Entry, Json } from "@scoria/core";
import type { EntryView } from "../wire/entry.ts";
import { runError, showErrorJson, stepError } from "./show-error.ts";
import { showOutcome } from "./show-outcome.ts";
import type { FieldName } from "./shown-field.ts";
import { isObject, ShownTogether, type Owner, type ShownValues } from "./shown-values.ts";

/** To which field the parts of an entry's payload belong. What is neither here nor below is asked about as `entry`. */
const fieldsOf: Readonly<Record<string, Readonly<Record<string, FieldName>>>> = {
  "run.started": { input: "input", metadata: "metadata", identityMetadata: "identity", runtime: "runtime" },
  "run.completed": { output: "output" },
  "run.cancelled": { reason: "cancel.reason" },
  "run.sent_back": { feedback: "feedback", output: "output" },
  "approval.requested": {
    arguments: "approval.arguments",
    reason: "approval.reason",
    consequence: "approval.consequence",
    policy: "runtime",
  },
  "approval.decided": { reason: "approval.decisionReason" },
  "signal.received": { payload: "signal" },
  "cancel.requested": { reason: "cancel.reason" },
};

const stepFields: Readonly<Record<string, FieldName>> = { input: "step.input", result: "step.output" };

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
  if (!isObject(payload)) return { payload: together.value("entry", payload), redacted: together.redacted };
  const parts = Object.entries(payload).map(([key, part]) => [key, showPart(type, key, part, together)] as const);
  return { payload: together.withoutSecrets(Object.fromEntries(parts)), redacted: together.redacted };
}

function showPart(type: string, key: string, part: Json, together: ShownTogether): Json {
  const isStep = type.startsWith("step.");
  if (isStep && key === "inner") return showInner(part, together);
  if (key === "error" && (isStep || type.startsWith("run"))) {
    return showErrorJson(isStep ? stepError : runError, part, together);
  }
  if (type === "runs.settled" && key === "outcomes" && Array.isArray(part)) {
    return part.map((outcome) => showOutcome(outcome, together));
  }
  const field = (isStep ? stepFields : fieldsOf[type])?.[key];
  return field === undefined ? together.value("entry", part, { path: [key] }) : together.value(field, part);
}

/** What a handler inside the run is called with: its context is a step's, as the operator of the step sees it. */
function showInner(inner: Json, together: ShownTogether): Json {
  if (!isObject(inner)) return together.value("entry", inner, { path: ["inner"] });
  const parts = Object.entries(inner).map(([key, part]) => [
    key,
    key === "context" ? together.value("step.context", part) : together.value("entry", part, { path: ["inner", key] }),
  ]);
  return Object.fromEntries(parts) as Json;
}
