import type { SvelteHTMLElements } from "svelte/elements";
import type {} from "../../src/elements/public/svelte.ts";

export const list: SvelteHTMLElements["scoria-run-list"] = {
  base: "/scoria",
  class: "runs",
  "onscoria-run-open": ({ detail }) => detail.runId,
};
export const run: SvelteHTMLElements["scoria-run"] = { "run-id": "one", runId: undefined };
export const approval: SvelteHTMLElements["scoria-approval"] = {
  "onscoria-decision": ({ detail }) => detail.approvalId,
};

// @ts-expect-error An id is text.
export const numbered: SvelteHTMLElements["scoria-run"] = { "run-id": 1 };
// @ts-expect-error An opened run has no status.
export const unknown: SvelteHTMLElements["scoria-run"] = { "onscoria-run-open": ({ detail }) => detail.status };
