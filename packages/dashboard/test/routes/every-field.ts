import type { HandlerEntry, Identity, JsonObject } from "@scoria/core";
import type { TestEngine } from "@scoria/core/testing";
import {
  createDashboardHandler,
  type Authorized,
  type DashboardHandler,
  type FieldName,
  type RedactField,
} from "../../src/index.ts";
import { paths, type CallOf, type RouteName } from "../../src/wire/index.ts";
import { notesLane, type NotesLane } from "../notes-lane.ts";
import { authorizeByHeader, everything, openDashboard, operatorOf, type OpenDashboard } from "../open-dashboard.ts";
import { callsNaming, type Names } from "./calls.ts";
import { send } from "./send.ts";

/** What stands in each field. */
export type Words = Readonly<Record<FieldName, string>>;

/** A desk in which each field that a host can hide has a word of its own, in every place where it may show up. */
export interface EveryField extends AsyncDisposable {
  readonly desk: OpenDashboard;
  /** All that an operator is answered by all routes, as the bytes of each answer, where the host redacts like this. */
  everything(redact?: RedactField): Promise<readonly Answer[]>;
}

export interface Answer {
  readonly name: RouteName;
  readonly status: number;
  readonly text: string;
}

const operator: Authorized = operatorOf({ can: [...everything, "notes.read", "notes.erase"] });
/** They would leave something else for the next sweep. */
const leftOut: readonly RouteName[] = ["startRun", "retryRun", "retryRuns", "removeSchedule", "actOnLane"];

/** @param more stands beside the word of each field that has room for it */
export async function openEveryField(engine: TestEngine, words: Words, more: JsonObject = {}): Promise<EveryField> {
  const lanes = { notes: notesLane(words.feedback) };
  const handlers = everyHandler(words, more);
  const runtime = { promptPolicy: { metadata: { word: words.runtime } } };
  const desk = await openDashboard(engine, { lanes, handlers, scoria: { defaults: runtime } });
  const { scoria } = desk;
  const ana = scoria.identity({
    actorId: "ana",
    tenantId: "acme",
    sessionId: "chat-1",
    metadata: { word: words.identity, ...more },
  });
  const runIds = await tellAll(desk, ana, words, more);
  const approvals = (await scoria.listApprovals(ana)).approvals;
  await scoria.schedules.set(ana, "nightly", {
    kind: "report",
    cron: "0 4 * * *",
    input: { word: words["schedule.input"], ...more },
    metadata: { word: words["schedule.metadata"], ...more },
  });
  return {
    desk,
    async everything(redact) {
      const handler = createDashboardHandler(scoria, {
        authorize: authorizeByHeader,
        ...(redact === undefined ? {} : { redact }),
      });
      const approvalId = approvals[0]?.approvalId ?? "";
      const about = (runId: string, names: readonly RouteName[]): Promise<readonly Answer[]> =>
        answersAbout(handler, { ...noNames, runId, approvalId }, names);
      const [first = "", ...others] = runIds;
      const answers = [about(first, swept), ...others.map((runId) => about(runId, swept.filter(isAboutRun)))];
      return (await Promise.all(answers)).flat();
    },
    [Symbol.asyncDispose]: () => desk[Symbol.asyncDispose](),
  };
}

const swept = (Object.keys(paths) as RouteName[]).filter((name) => !leftOut.includes(name));

function isAboutRun(name: RouteName): boolean {
  return paths[name].includes(":runId");
}

async function answersAbout(
  handler: DashboardHandler,
  names: Names,
  routeNames: readonly RouteName[],
): Promise<readonly Answer[]> {
  const calls = callsNaming(names);
  const answers: Answer[] = [];
  for (const name of routeNames) {
    // Without a filter, and with what else it can name.
    const ways: readonly object[] = paths[name].startsWith("GET") && !paths[name].includes(":") ? [{}] : calls[name];
    for (const call of ways) {
      const { status, text } = await send(handler, operator, name, call as CallOf<typeof name>);
      answers.push({ name, status, text });
    }
  }
  return answers;
}

type Handlers = Readonly<Record<string, HandlerEntry<{ notes: NotesLane }, unknown>>>;

function everyHandler(words: Words, more: JsonObject): Handlers {
  const word = (field: FieldName): JsonObject => ({ word: words[field], ...more });
  return {
    async everything(ctx) {
      if (ctx.feedback.length > 0) return word("output");
      await ctx.step("tell", () => word("step.output"));
      await ctx.step("fail", () => Promise.reject(new Error(words["step.error"]))).catch(() => {});
      await ctx.notes.write(words.entry);
      await ctx.notes.read(word("step.input"), word("step.context"));
      await ctx.requestApproval({
        tool: "refund",
        arguments: word("approval.arguments"),
        reason: words["approval.reason"],
        consequence: words["approval.consequence"],
      });
      await ctx.waitForSignal("paid");
      await ctx.waitForRuns([await ctx.startChild("leaf", {})]);
      return { text: "draft" };
    },
    leaf: () => word("child.outcome"),
    failing: () => {
      throw new Error(words.error);
    },
    endless: (ctx) => ctx.waitForSignal("never"),
  };
}

async function tellAll(
  { scoria }: OpenDashboard,
  ana: Identity,
  words: Words,
  more: JsonObject,
): Promise<readonly string[]> {
  const op = scoria.operator({ actorId: "op", tenants: ["acme"] });
  const metadata = { word: words.metadata, ...more };
  const input = { word: words.input, ...more };
  const { runId, approvalId } = await scoria.startWaitingRun(ana, {
    initialStep: { kind: "everything" },
    input,
    metadata,
  });
  await scoria.decideApproval(op, approvalId, { decision: "approved", reason: words["approval.decisionReason"] });
  await scoria.signalRun(ana, runId, "paid", { word: words.signal, ...more });
  await scoria.waitForRun(ana, runId, { until: "settled" });
  const failing = await scoria.startRun(ana, { initialStep: { kind: "failing" } });
  await scoria.waitForRun(ana, failing.runId, { until: "settled" });
  const endless = await scoria.startRun(ana, { initialStep: { kind: "endless" } });
  await scoria.waitForRun(ana, endless.runId, { until: "waiting" });
  await scoria.cancelRun(op, endless.runId, { reason: words["cancel.reason"] });
  const notes = scoria.database.reader;
  for (let kept = 0; kept === 0;)
    kept = (await notes.query({ text: "select from scoria.notes_notes", values: [] })).rows.length;
  return [runId, failing.runId, endless.runId];
}

const noNames: Names = {
  tenantId: "acme",
  runId: "",
  approvalId: "",
  argumentsHash: "0".repeat(64),
  sessionId: "chat-1",
  actorId: "ana",
  queue: "default",
  schedule: "nightly",
  headHash: "0".repeat(64),
  runsCursor: "none",
  approvalsCursor: "none",
  sessionsCursor: "none",
  schedulesCursor: "none",
};
