import type { ReactNode } from "react";
import type { RunOpen } from "../../src/elements/base/part-router.ts";
import type {} from "../../src/elements/public/react.ts";

/** A host says everything about an element that there is to say. */
export function Runs({ runId, open }: { runId: string | undefined; open: (run: RunOpen) => void }): ReactNode {
  return (
    <>
      <scoria-run-list base="/scoria" className="runs" onscoria-run-open={(event) => open(event.detail)} />
      <scoria-run run-id={runId} ref={(run) => void run?.runId} />
      <scoria-approval approvalId="one" onscoria-decision={({ detail }) => detail.decision === "approved"} />
    </>
  );
}

/** What is misspelt or of another element is an error. */
export const wrong: readonly ReactNode[] = [
  // @ts-expect-error A list is not about one run.
  <scoria-run-list runId="one" />,
  // @ts-expect-error An id is text.
  <scoria-run run-id={1} />,
  // @ts-expect-error There is no such element.
  <scoria-runs />,
  // @ts-expect-error An opened run has no status.
  <scoria-run onscoria-run-open={(event) => event.detail.status} />,
];
