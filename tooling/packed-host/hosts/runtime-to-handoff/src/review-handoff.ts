import { defineHandoff } from "@scoria/handoff";
import { z } from "zod";

/** The handoff that this host has declared: what the critic may see, and what it answers. */
export const review = defineHandoff({
  from: "planner",
  to: "critic",
  kind: "review",
  context: z.strictObject({ draftAnswer: z.string().min(1), tone: z.string().default("plain") }),
  result: z.strictObject({ verdict: z.enum(["send", "rework"]) }),
});
