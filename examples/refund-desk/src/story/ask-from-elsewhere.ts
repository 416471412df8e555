import type { Desk } from "../scoria.ts";
import { bold, heading, say } from "../terminal/say.ts";
import { refusalOf, sayRefusal } from "./refusal-of.ts";
import type { StartedOrder } from "./start-requests.ts";

/** Another tenant asks for a run, and for one that never was: the two answers are alike. */
export async function askFromElsewhere(
  desk: Desk,
  started: readonly StartedOrder[],
  { who, run }: StartedOrder,
): Promise<void> {
  heading("5  Another tenant", "A run of somebody else's is not found, exactly like one that never was.");
  const elsewhere = started.find((each) => each.who.tenantId !== who.tenantId);
  const foreigner = elsewhere?.who ?? desk.identity({ actorId: "mallory", tenantId: `not-${who.tenantId}` });
  say(`${bold(foreigner.actorId)} of ${foreigner.tenantId} asks for a run of ${who.tenantId}:`);
  const foreign = await refusalOf("Reading another tenant's run", () => desk.getRun(foreigner, run.runId));
  sayRefusal(foreign);

  const neverWas = run.runId.slice(0, -1) + (run.runId.endsWith("0") ? "1" : "0");
  const absent = await refusalOf("Reading a run that never was", () => desk.getRun(foreigner, neverWas));
  const alike = absent.code === foreign.code && absent.message.replace(neverWas, run.runId) === foreign.message;
  say("", `For a run that never was, the answer is ${alike ? "the same but for the id" : "ANOTHER one"}.`);
}
