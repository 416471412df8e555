import type { ElementEvents } from "../../src/elements/public/element-events.ts";

export const run: HTMLElementTagNameMap["scoria-run"] = document.createElement("scoria-run");
run.runId = "one";
document.querySelector("scoria-approval")!.approvalId = "two";
run.addEventListener("scoria-run-open", (event) => event.detail.runId.length);
document.addEventListener("scoria-decision", ({ detail }) => detail.decision === "rejected");

// @ts-expect-error A list is not about one run.
document.createElement("scoria-run-list").runId = "one";
// @ts-expect-error There is no such event.
export type NoEvent = ElementEvents["scoria-run-close"];
