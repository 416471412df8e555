import { approvalsTexts } from "./approvals-texts.ts";
import { evidenceTexts } from "./evidence-texts.ts";
import { frameTexts } from "./frame-texts.ts";
import { handoffTexts } from "./handoff-texts.ts";
import { homeTexts } from "./home-texts.ts";
import { laneTexts } from "./lane-texts.ts";
import { nodesTexts } from "./nodes-texts.ts";
import { partTexts } from "./part-texts.ts";
import { queuesTexts } from "./queues-texts.ts";
import { runTexts } from "./run-texts.ts";
import { runsTexts } from "./runs-texts.ts";
import { schedulesTexts } from "./schedules-texts.ts";
import { sessionsTexts } from "./sessions-texts.ts";
import { startTexts } from "./start-texts.ts";
import { stateTexts } from "./state-texts.ts";

/** Every word that the elements say, in one table; a page has its own rows of it in a file of its own. */
export const texts: typeof frameTexts &
  typeof stateTexts &
  typeof partTexts & {
    readonly approvals: typeof approvalsTexts;
    readonly evidence: typeof evidenceTexts;
    readonly handoff: typeof handoffTexts;
    readonly home: typeof homeTexts;
    readonly lane: typeof laneTexts;
    readonly nodes: typeof nodesTexts;
    readonly queues: typeof queuesTexts;
    readonly run: typeof runTexts;
    readonly runs: typeof runsTexts;
    readonly schedules: typeof schedulesTexts;
    readonly sessions: typeof sessionsTexts;
    readonly start: typeof startTexts;
  } = {
  ...frameTexts,
  ...stateTexts,
  ...partTexts,
  approvals: approvalsTexts,
  evidence: evidenceTexts,
  handoff: handoffTexts,
  home: homeTexts,
  lane: laneTexts,
  nodes: nodesTexts,
  queues: queuesTexts,
  run: runTexts,
  runs: runsTexts,
  schedules: schedulesTexts,
  sessions: sessionsTexts,
  start: startTexts,
};
