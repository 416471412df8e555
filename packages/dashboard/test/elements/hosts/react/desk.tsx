import { useState, type ReactNode } from "react";
import type {} from "../../../../src/elements/public/react.ts";
import { asked } from "../what-is-asked.ts";

type Shown = { readonly view: "list" | "approval" | "nothing" } | { readonly view: "run"; readonly runId: string };

export function Desk(): ReactNode {
  const [shown, show] = useState<Shown>({ view: "list" });
  const [told, tell] = useState("");
  return (
    <main>
      <button onClick={() => show({ view: "list" })}>List</button>
      <button onClick={() => show({ view: "run", runId: asked.other })}>Other run</button>
      <button onClick={() => show({ view: "approval" })}>Approval</button>
      <button onClick={() => show({ view: "nothing" })}>Leave</button>
      <p role="status">{told}</p>
      {shown.view === "list" && (
        <scoria-run-list
          onscoria-run-open={(event) => {
            event.preventDefault();
            tell(`Opened ${event.detail.runId}`);
            show({ view: "run", runId: event.detail.runId });
          }}
        />
      )}
      {shown.view === "run" && <scoria-run run-id={shown.runId} />}
      {shown.view === "approval" && (
        <scoria-approval
          approval-id={asked.approval}
          onscoria-decision={({ detail }) => tell(`Decided: ${detail.decision}`)}
        />
      )}
    </main>
  );
}
