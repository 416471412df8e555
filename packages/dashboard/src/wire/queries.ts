import { z } from "zod";
import { approvalStatus, type ApprovalStatus } from "./approval.ts";
import { runStatus, type RunStatus } from "./run.ts";
import { id } from "./values.ts";

/** What a query string is read with: it takes the text of each parameter. */
export type QuerySchema<Query> = z.ZodType<Query, Readonly<Record<string, string>>>;

const text = z.string().min(1).max(500);
const cursor = z.string().min(1).max(200);
const count = (most: number): z.ZodType<number, string> =>
  z
    .string()
    .regex(/^\d{1,10}$/)
    .transform(Number)
    .pipe(z.number().int().min(1).max(most));
const place: z.ZodType<number, string> = z
  .string()
  .regex(/^\d{1,10}$/)
  .transform(Number)
  .pipe(z.number().int().min(0));
const instant: z.ZodType<string, string> = z.iso.datetime({ offset: true });

/** Several of a set, in one parameter, with commas between them. */
function listOf<T extends string>(each: z.ZodType<T>, most: number): z.ZodType<readonly T[], string> {
  return z
    .string()
    .min(1)
    .max(200)
    .transform((given) => given.split(","))
    .pipe(
      z
        .array(each as unknown as z.ZodType<T, string>)
        .min(1)
        .max(most),
    ) as unknown as z.ZodType<readonly T[], string>;
}

export interface NoQuery {}

export const noQuery: QuerySchema<NoQuery> = z.strictObject({}) as unknown as QuerySchema<NoQuery>;

/** A page of a list. */
export interface PageQuery {
  /** How many at most, 1 to 200. Default: 50. */
  readonly limit?: number;
  /** The `nextCursor` of the page before. */
  readonly cursor?: string;
}

const page = { limit: z.exactOptional(count(200)), cursor: cursor.exactOptional() };

export const pageQuery: QuerySchema<PageQuery> = z.strictObject(page) as unknown as QuerySchema<PageQuery>;

/** Which runs to list; together they narrow. */
export interface RunsQuery extends PageQuery {
  readonly status?: readonly RunStatus[];
  readonly kind?: string;
  readonly sessionId?: string;
  readonly actorId?: string;
  readonly queue?: string;
  readonly waitingFor?: "approval" | "timer" | "signal" | "runs" | "operator";
  /** A run id, or how it begins: at the least 4 characters. */
  readonly runId?: string;
  /** ISO 8601. */
  readonly createdAfter?: string;
  /** ISO 8601. */
  readonly createdBefore?: string;
}

export const runsQuery: QuerySchema<RunsQuery> = z.strictObject({
  ...page,
  status: z.exactOptional(listOf(runStatus, 7)),
  kind: text.exactOptional(),
  sessionId: text.exactOptional(),
  actorId: text.exactOptional(),
  queue: text.exactOptional(),
  waitingFor: z.exactOptional(z.enum(["approval", "timer", "signal", "runs", "operator"])),
  runId: z.exactOptional(z.string().regex(/^[0-9a-f-]{4,36}$/)),
  createdAfter: z.exactOptional(instant),
  createdBefore: z.exactOptional(instant),
}) as unknown as QuerySchema<RunsQuery>;

/** Which approvals to list. */
export interface ApprovalsQuery extends PageQuery {
  readonly status?: readonly ApprovalStatus[];
  readonly runId?: string;
  readonly tool?: string;
}

export const approvalsQuery: QuerySchema<ApprovalsQuery> = z.strictObject({
  ...page,
  status: z.exactOptional(listOf(approvalStatus, 5)),
  runId: id.exactOptional(),
  tool: text.exactOptional(),
}) as unknown as QuerySchema<ApprovalsQuery>;

/** From where in a run's journal. */
export interface EntriesQuery {
  /** The `seq` after which to begin. Default: 0, from the first entry. */
  readonly after?: number;
  /** How many at most, 1 to 500. Default: 200. */
  readonly limit?: number;
}

export const entriesQuery: QuerySchema<EntriesQuery> = z.strictObject({
  after: z.exactOptional(place),
  limit: z.exactOptional(count(500)),
}) as unknown as QuerySchema<EntriesQuery>;

/** Where to begin to stream. The header `Last-Event-ID` comes before it. */
export interface StreamQuery {
  /** The `seq` after which to begin. Default: 0, from the first entry. */
  readonly after?: number;
}

export const streamQuery: QuerySchema<StreamQuery> = z.strictObject({
  after: z.exactOptional(place),
}) as unknown as QuerySchema<StreamQuery>;

/** The head of an earlier look, against which a cut at the end shows. Both or neither. */
export interface VerifyQuery {
  readonly headSeq?: number;
  readonly headHash?: string;
}

export const verifyQuery: QuerySchema<VerifyQuery> = z
  .strictObject({
    headSeq: z.exactOptional(place),
    headHash: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .exactOptional(),
  })
  .refine(({ headSeq, headHash }) => (headSeq === undefined) === (headHash === undefined), {
    message: "headSeq and headHash come together",
  }) as unknown as QuerySchema<VerifyQuery>;

/** What a lane's own read takes: it checks it itself. */
export type LaneQuery = Readonly<Record<string, string>>;

export const laneQuery: QuerySchema<LaneQuery> = z.record(z.string(), z.string().max(2_000));
