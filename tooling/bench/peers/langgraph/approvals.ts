import { randomUUID } from "node:crypto";
import { Command, interrupt, isInterrupted, START, StateGraph } from "@langchain/langgraph";
import type { PostgresSaver } from "@langchain/langgraph-checkpoint-postgres";
import { stepResult, type ApprovalsWork, type Decider, type Setting } from "../../contestants/contestant.ts";
import { openSaver } from "./open-saver.ts";
import { RunState, threadOf } from "./work.ts";

function defineApproval(saver: PostgresSaver) {
  return new StateGraph(RunState)
    .addNode("ask", () => ({ latest: stepResult(0) }))
    .addNode("act", () => {
      // Ends the node here, and gives the decision when the node is begun anew.
      const decision = interrupt<string, string>("May it go on?");
      if (decision !== "approved") throw new Error(`The run was told ${decision}.`);
      return { latest: stepResult(1) };
    })
    .addEdge(START, "ask")
    .addEdge("ask", "act")
    .compile({ checkpointer: saver });
}

export async function approvals({ databaseUrl }: Setting): Promise<ApprovalsWork> {
  const { saver, [Symbol.asyncDispose]: close } = await openSaver(databaseUrl);
  const approval = defineApproval(saver);
  return {
    async start() {
      const id = randomUUID();
      const state = await approval.invoke({}, { ...threadOf(id), durability: "sync" });
      if (!isInterrupted(state)) throw new Error(`The run ${id} does not wait.`);
      return id;
    },
    [Symbol.asyncDispose]: close,
  };
}

/** Whoever decides loads the run and does the rest of it: nobody wakes the process that started it. */
export async function decider({ databaseUrl }: Setting): Promise<Decider> {
  const { saver, [Symbol.asyncDispose]: close } = await openSaver(databaseUrl);
  const approval = defineApproval(saver);
  return {
    async decide(id) {
      const { latest } = await approval.invoke(new Command({ resume: "approved" }), {
        ...threadOf(id),
        durability: "sync",
      });
      if (latest?.step !== 1) throw new Error(`The run ${id} has not ended.`);
    },
    [Symbol.asyncDispose]: close,
  };
}
