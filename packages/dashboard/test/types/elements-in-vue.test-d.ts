import type { GlobalComponents } from "vue";
import type {} from "../../src/elements/public/vue.ts";

type PropsOf<Tag extends keyof GlobalComponents> = GlobalComponents[Tag] extends new () => { $props: infer Props }
  ? Props
  : never;

export const list: PropsOf<"scoria-run-list"> = {
  base: "/scoria",
  class: "runs",
  onScoriaRunOpen: ({ detail }) => detail.runId,
};
export const run: PropsOf<"scoria-run"> = { "run-id": "one", runId: undefined };
export const approval: PropsOf<"scoria-approval"> = { "approval-id": "one", onScoriaDecision: ({ detail }) => detail };

// @ts-expect-error An id is text.
export const numbered: PropsOf<"scoria-run"> = { "run-id": 1 };
// @ts-expect-error There is no such element.
export type NoElement = GlobalComponents["scoria-runs"];
