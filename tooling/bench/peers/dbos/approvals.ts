import { randomUUID } from "node:crypto";
import { DBOS, DBOSClient, type WorkflowHandle } from "@dbos-inc/dbos-sdk";
import { stepResult, type ApprovalsWork, type Decider, type Setting } from "../../contestants/contestant.ts";
import { application, launch } from "./launch.ts";

const topic = "decision";
/** Longer than any measurement: a message that does not come must not look like a decision. */
const timeoutSeconds = 3_600;

/** A workflow that waits for a message. A message sent to it wakes it by LISTEN/NOTIFY. */
export async function approvals({ databaseUrl }: Setting): Promise<ApprovalsWork> {
  const reached = new Map<string, () => void>();
  const approval = DBOS.registerWorkflow(
    async (id: string) => {
      await DBOS.runStep(() => Promise.resolve(stepResult(0)), { name: "ask" });
      // The step is durable, so whatever happens to this process, the run is one that waits: no status needs to be written.
      reached.get(id)?.();
      const decision = await DBOS.recv<string>(topic, { timeoutSeconds });
      if (decision !== "approved") throw new Error(`The run ${id} was told ${decision}.`);
      await DBOS.runStep(() => Promise.resolve(stepResult(1)), { name: "act" });
    },
    { name: "approval" },
  );
  await launch(databaseUrl);
  const started = new Map<string, WorkflowHandle<void>>();
  return {
    async start() {
      const id = randomUUID();
      const waits = new Promise<void>((resolve) => reached.set(id, resolve));
      const handle = await DBOS.startWorkflow(approval, { workflowID: id })(id);
      started.set(id, handle);
      // One that fails before it waits must not be waited for.
      await Promise.race([waits, handle.getResult()]);
      reached.delete(id);
      return id;
    },
    async ended(id) {
      await started.get(id)?.getResult();
      started.delete(id);
    },
    [Symbol.asyncDispose]: () => DBOS.shutdown(),
  };
}

export async function decider({ databaseUrl }: Setting): Promise<Decider> {
  const client = await DBOSClient.create({ systemDatabaseUrl: databaseUrl, applicationName: application });
  return {
    decide: (id) => client.send(id, "approved", topic),
    [Symbol.asyncDispose]: () => client.destroy(),
  };
}
