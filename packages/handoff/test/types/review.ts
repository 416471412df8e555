import { z } from "zod";
import { defineHandoff, type Handoff } from "../../src/index.ts";

/** What the caller gives, by the schema of the context below. */
export interface Given {
  draft: string;
  cents: string;
  tone?: "plain" | "warm" | undefined;
}

/** What the delegated handler has of it. */
export interface Shown {
  draft: string;
  cents: number;
  tone: "plain" | "warm";
}

/** What the delegated handler answers. */
export interface Answered {
  verdict: "send" | "rework";
  score: string;
}

/** What the role that asked gets of it. */
export interface Judged {
  verdict: "send" | "rework";
  score: number;
}

/** Both schemas transform, so that each of the four types is another. */
export const review: Handoff<Given, Shown, Answered, Judged> = defineHandoff({
  from: "planner",
  to: "critic",
  kind: "review",
  context: z.object({
    draft: z.string(),
    cents: z.string().transform(Number),
    tone: z.enum(["plain", "warm"]).default("plain"),
  }),
  result: z.object({ verdict: z.enum(["send", "rework"]), score: z.string().transform(Number) }),
});
