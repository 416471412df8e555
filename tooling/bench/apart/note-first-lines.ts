import { createScoria } from "@scoria/core";
import { notingHandler } from "../latency/first-lines.ts";
import { serveMeasurer } from "./serve-measurer.ts";

/** A worker process that notes when it came to each run's first line, on the clock of the machine. */
export interface NoteFirstLines {
  firstLines(): Promise<readonly (readonly [runId: string, atMs: number])[]>;
}

serveMeasurer<NoteFirstLines>(async (_contestant, { databaseUrl }) => {
  const noted = new Map<string, number>();
  const work = await createScoria({ database: databaseUrl, handlers: { work: notingHandler(noted) } });
  return { work, verbs: { firstLines: async () => [...noted] } };
});
