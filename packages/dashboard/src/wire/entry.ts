import type { Json } from "@scoria/core";
import { z } from "zod";
import { components } from "./components.ts";
import { json, moment } from "./values.ts";

/** One entry of a run's journal. */
export interface EntryView {
  /** Its place in the run: from 1, without gaps. */
  readonly seq: number;
  readonly type: string;
  readonly at: string;
  readonly stepKey?: string;
  readonly role?: string;
  /** Absent when retention removed it. */
  readonly payload?: Json;
  /** SHA-256 of a payload that was removed. */
  readonly payloadHash?: string;
  /** SHA-256 over the entry as it is stored and all before it. */
  readonly hash: string;
  /** Whether anything in its payload is shown redacted. */
  readonly redacted: boolean;
}

export const entryView: z.ZodType<EntryView> = z
  .strictObject({
    seq: z.number().int().positive(),
    type: z.string(),
    at: moment,
    stepKey: z.string().exactOptional(),
    role: z.string().exactOptional(),
    payload: z.exactOptional(json),
    payloadHash: z.string().exactOptional(),
    hash: z.string(),
    redacted: z.boolean(),
  })
  .register(components, { id: "Entry" });

/** Entries in order, from after the one that was asked for. */
export interface EntryPageView {
  readonly entries: readonly EntryView[];
  /** Pass it as `after` for what comes next. */
  readonly lastSeq: number;
  /** Whether the run has ended and there is no entry after these: nothing more comes unless the run is retried. */
  readonly ended: boolean;
}

export const entryPageView: z.ZodType<EntryPageView> = z
  .strictObject({
    entries: z.array(entryView),
    lastSeq: z.number().int(),
    ended: z.boolean(),
  })
  .register(components, { id: "EntryPage" });
