import { z } from "zod";
import { components } from "./components.ts";
import { id } from "./values.ts";

/** The last entry of a run. Kept elsewhere, it proves later that nothing up to it was changed or cut. */
export interface HeadView {
  readonly runId: string;
  readonly seq: number;
  readonly hash: string;
}

const headView: z.ZodType<HeadView> = z
  .strictObject({ runId: id, seq: z.number().int(), hash: z.string() })
  .register(components, { id: "EvidenceHead" });

/** What came of checking a run's journal against its hash chain, when it was asked for. */
export type EvidenceView =
  | {
      readonly ok: true;
      readonly entries: number;
      readonly redacted: number;
      readonly removed: number;
      readonly head: HeadView;
    }
  | { readonly ok: false; readonly seq: number; readonly field: string; readonly reason: string };

export const evidenceView: z.ZodType<EvidenceView> = z
  .discriminatedUnion("ok", [
    z.strictObject({
      ok: z.literal(true),
      entries: z.number(),
      redacted: z.number(),
      removed: z.number(),
      head: headView,
    }),
    z.strictObject({ ok: z.literal(false), seq: z.number(), field: z.string(), reason: z.string() }),
  ])
  .register(components, { id: "EvidenceCheck" });

/** A run's journal as text that `verifyExport` of `@scoria/core` checks, without a database. */
export interface ExportView {
  /** One line of JSON for each entry. What is redacted here is redacted there; those lines keep the hash of what is stored. */
  readonly jsonl: string;
  readonly redacted: number;
  readonly removed: number;
  readonly head: HeadView;
}

export const exportView: z.ZodType<ExportView> = z
  .strictObject({
    jsonl: z.string(),
    redacted: z.number(),
    removed: z.number(),
    head: headView,
  })
  .register(components, { id: "EvidenceExport" });
