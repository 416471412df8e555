import { ScoriaError, type Identity, type Json, type RunSummary, type Who } from "../../src/index.ts";
import type {
  AskFirst,
  GatedOutput,
  GatedStep,
  GoOn,
  Lane,
  LaneCall,
  LaneHost,
  Refuse,
  SendBack,
} from "../../src/lane/index.ts";

/** One mark that a review left on a run. */
export interface Mark {
  readonly runId: string;
  readonly seq: number;
  readonly text: string;
}

export interface ReviewApi {
  marksOf(who: Who, runId: string): Promise<readonly Mark[]>;
  /** Adds a remark from outside, once for each `eventId`. */
  remark(who: Who, runId: string, text: string, eventId: string): Promise<void>;
  /** Starts a run with a mark in its first commit. */
  startMarked(who: Identity, kind: string, text: string): Promise<RunSummary>;
}

export interface ReviewStep {
  /** A step of the kind `tool`. */
  look(name: string, work: () => Json): Promise<Json>;
  /** Records a mark, and gives it back. */
  mark(text: string): Promise<Json>;
  /** Has the reader read a text, inside the run. */
  read(role: string, text: string): Promise<Json>;
}

export interface ReviewParts {
  readonly api: ReviewApi;
  readonly step: ReviewStep;
  readonly startOptions: { readonly level: "light" | "full" };
  readonly detail: { readonly marks: readonly string[] };
}

/** A lane that uses all that a lane may use. It is the worked example of the docs, and what the tests of lanes run on. */
export interface ReviewLane extends Lane<"review", ReviewParts> {}

export interface ReviewLaneOptions {
  /** Told of each thing that the lane did. */
  readonly onSeen?: (what: string) => void;
  /** Throws at the first time that it is given a run to follow. */
  readonly failOnce?: boolean;
}

export function reviewLane({ onSeen = () => {}, failOnce = false }: ReviewLaneOptions = {}): ReviewLane {
  let failsLeft = failOnce ? 1 : 0;
  return {
    name: "review",
    migrations: [
      {
        name: "0001-marks",
        sql: `
create table scoria.review_marks (
  run_id     uuid not null,
  seq        integer not null,
  tenant_id  text not null check (tenant_id <> ''),
  text       text not null,
  primary key (run_id, seq)
);
select scoria.protect_table('scoria.review_marks');`,
      },
    ],
    attach(host) {
      host.registerHandler<{ readonly text: string }>("review.reader", {
        run: async (ctx, call) => {
          const { reader } = call.context as { readonly reader: string };
          const words = await ctx.step("count", () => ctx.input.text.split(" ").length);
          if (ctx.input.text === "unreadable") throw new Error("cannot be read");
          if (ctx.input.text === "ask") await ctx.requestApproval({ tool: "read", arguments: { reader } });
          if (ctx.input.text === "have it read") {
            const child = await ctx.startChild("reading", { by: reader });
            const [outcome] = await ctx.waitForRuns([child]);
            return { role: ctx.role, reader, words, read: outcome.status === "completed" ? outcome.output : null };
          }
          if (ctx.input.text === "endless") await ctx.continueAsNew({});
          return { role: ctx.role, reader, words };
        },
      });
      return {
        api: reviewApi(host),
        step: (call) => reviewStep(call),
        startOptions: {
          read(given) {
            const { level } = (given ?? {}) as { readonly level?: unknown };
            if (level === "light" || level === "full") return { level };
            throw new ScoriaError("REVIEW_LEVEL_UNKNOWN", "review.level must be light or full.", {});
          },
          before({ input, options }) {
            onSeen(`before ${JSON.stringify(options)}`);
            if (input !== "known") return { entries: [{ type: "review.asked", payload: options }] };
            return {
              entries: [{ type: "review.reused", payload: { text: "as before" } }],
              output: { value: { text: "answered before" } },
            };
          },
        },
        detail: (entries) => ({
          marks: entries.flatMap(({ type, payload }) => (type === "review.marked" ? [textOf(payload)] : [])),
        }),
        gates: {
          beforeStep: (_, step) => lookAtStep(step, onSeen),
          beforeComplete: (run, returned) => (run.options === undefined ? undefined : lookAtOutput(returned, onSeen)),
        },
        follow: {
          types: ["review.marked"],
          async take({ runId, tenantId, entries }) {
            onSeen(`follow ${entries.length}`);
            if (failsLeft-- > 0) throw new Error("not now");
            for (const { seq, payload } of entries) {
              await host.tables.query({
                text: `
insert into scoria.review_marks (run_id, seq, tenant_id, text) values ($1, $2, $3, $4) on conflict do nothing`,
                values: [runId, seq, tenantId, textOf(payload)],
              });
            }
          },
        },
        operator: {
          reads: {
            marks: {
              permission: "review.read",
              read: async ({ tenants }) => {
                const rows = await host.tables.query<{ text: string }>({
                  text: "select text from scoria.review_marks where tenant_id = any ($1::text[]) order by run_id, seq",
                  values: [tenants],
                });
                return rows.map(({ text }) => text);
              },
            },
          },
          actions: {
            clear: {
              permission: "review.clear",
              act: async ({ tenants }) => {
                const rows = await host.tables.query({
                  text: "delete from scoria.review_marks where tenant_id = any ($1::text[]) returning seq",
                  values: [tenants],
                });
                return { cleared: rows.length };
              },
            },
          },
        },
        jobs: [
          {
            name: "count",
            everyMs: 3_600_000,
            run: async () => {
              const [row] = await host.tables.query<{ n: number }>({
                text: "select count(*) as n from scoria.review_marks",
              });
              onSeen(`job ${row?.n}`);
            },
          },
        ],
      };
    },
  };
}

function reviewApi(host: LaneHost): ReviewApi {
  return {
    marksOf: async (who, runId) => {
      await host.getRun(who, runId);
      const rows = await host.tables.readFor<{ seq: number; text: string }>(who, {
        text: "select seq, text from scoria.review_marks where run_id = $1 and tenant_id = any ($2::text[]) order by seq",
        values: [runId, "tenants" in who ? who.tenants : [who.tenantId]],
      });
      return rows.map(({ seq, text }) => ({ runId, seq, text }));
    },
    remark: (who, runId, text, eventId) =>
      host.append(who, runId, { type: "review.marked", payload: { text } }, { eventId }),
    startMarked: (who, kind, text) =>
      host.startRun(who, { initialStep: { kind }, entries: [{ type: "review.marked", payload: { text } }] }),
  };
}

function reviewStep(call: LaneCall): ReviewStep {
  return {
    look: (name, work) => call.step(name, work, { kind: "tool" }),
    mark: (text) => call.record({ type: "review.marked", payload: { text } }),
    read: (role, text) =>
      call.runHandler(["read", text], {
        kind: "review.reader",
        role,
        input: { text },
        context: { reader: call.identity.actorId },
        entries: [{ type: "review.delegated", payload: { role, text } }],
      }),
  };
}

function lookAtStep(step: GatedStep, onSeen: (what: string) => void): GoOn | AskFirst | Refuse | undefined {
  onSeen(`step ${step.name}`);
  if (step.name === "forbidden") {
    return { verdict: "refuse", error: new ScoriaError("REVIEW_FORBIDDEN", "This step is forbidden.", {}) };
  }
  if (step.name === "dangerous" && !step.approved) {
    return { verdict: "ask", approval: { tool: "review", arguments: { step: step.name }, reason: "it is dangerous" } };
  }
  if (step.name === "breaks-gate") throw new Error("the gate broke");
  return undefined;
}

function lookAtOutput(
  { output, round }: GatedOutput,
  onSeen: (what: string) => void,
): GoOn | AskFirst | SendBack | Refuse | undefined {
  onSeen(`output ${round}`);
  const text = textOf(output);
  if (text === "never good") return { verdict: "send-back", feedback: "still not good" };
  if (text.startsWith("draft")) return { verdict: "send-back", feedback: { wants: `draft ${round} needs sources` } };
  if (text === "publish") return { verdict: "ask", approval: { tool: "publish", arguments: { text } } };
  if (text === "secret") return { verdict: "refuse", error: new Error("it is a secret") };
  return { verdict: "go-on" };
}

function textOf(payload: Json): string {
  return String((payload as { readonly text?: unknown } | null)?.text);
}
