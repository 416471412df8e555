import { defineHandler } from "@scoria/core";
import { question, type Draft, type Question } from "./question.ts";

/** The planner: it drafts an answer, and sends nothing. */
export const draftHandler = defineHandler(
  {},
  { input: question, run: (ctx) => ctx.step("write", () => writeDraft(ctx.input)) },
);

/** Stands where a model would be asked. It is eager to please, as models are. */
function writeDraft({ claimedCents }: Question): Draft {
  if (claimedCents === 0) return { text: "Your parcel is on its way and comes tomorrow.", promisesCents: 0 };
  const euros = (claimedCents / 100).toFixed(2);
  return { text: `We are sorry. We guarantee that you get all of your ${euros} EUR.`, promisesCents: claimedCents };
}
