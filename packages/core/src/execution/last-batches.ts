import { canonicalJson } from "../decode/canonical-json.ts";
import type { EntryDraft } from "../journal/entry.ts";
import type { HeadChange, NewApproval } from "../journal/group.ts";
import type { Batch } from "../journal/run-log.ts";
import type { TreeChange } from "../journal/tree-change.ts";
import type { WaitingFor } from "../runs/run.ts";
import { payloadText, waitingJson, waitingText } from "./payloads.ts";
import type { RunEnd } from "./run-end.ts";

/** What a handler waits for from now on, not written yet: a timer, or a request for approval. */
export interface HeldWait {
  readonly draft: EntryDraft;
  readonly approval?: Omit<NewApproval, "seq">;
}

type TimerWait = WaitingFor & { readonly kind: "timer" };

/** What was held alone: the run goes on beside it. */
export function heldBatch(held: readonly HeldWait[]): Batch {
  return {
    drafts: held.map(({ draft }) => draft),
    approvals: held.flatMap(({ approval }, draft) => (approval === undefined ? [] : [{ ...approval, draft }])),
  };
}

/** What was held and the pause, in one commit. Holds only if nothing came that the run waits for. */
export function pauseBatch(epoch: number, held: readonly HeldWait[], waits: readonly WaitingFor[]): Batch {
  const timer = earliest(waits);
  const waitingFor = waits.find(({ kind }) => kind === "approval") ?? timer ?? waits[0];
  if (waitingFor === undefined) throw new RangeError("A pause that waits for nothing.");
  const before = heldBatch(held);
  const awaits = waits.flatMap((wait) => (wait.kind === "runs" ? [wait.runIds] : []));
  const signals = waits.flatMap((wait) => (wait.kind === "signal" ? [wait.name] : []));
  return {
    ...before,
    drafts: [...before.drafts, runEntry("run.waiting", waitingText(waitingFor))],
    head: {
      ...waitingHead(epoch, waitingFor),
      awaitingApproval: waitingFor.kind === "approval",
      dueAt: timer?.until.getTime() ?? null,
      signals: signals.length === 0 ? null : JSON.stringify(signals),
    },
    ...(awaits.length === 0 ? {} : { tree: { awaits } }),
    onlyIfUndisturbed: true,
  };
}

/** The handler is missing or has changed: only an operator can tell when to go on. */
export function operatorBatch(epoch: number, waitingFor: WaitingFor): Batch {
  return { drafts: [runEntry("run.waiting", waitingText(waitingFor))], head: waitingHead(epoch, waitingFor) };
}

/** Any node may go on with the run. */
export function handBackBatch(epoch: number): Batch {
  return {
    drafts: [runEntry("run.handed_back", "{}")],
    head: { ...givenUp, status: "queued", epoch: epoch + 1 },
  };
}

/**
 * The end of the run. Requests that nobody decided leave the inbox in the same commit; it holds only if nobody decides
 * one of them meanwhile.
 */
export function endBatch(
  epoch: number,
  { status, payload }: Pick<RunEnd, "status" | "payload">,
  undecided: readonly string[],
  tree: TreeChange | undefined,
): Batch {
  return {
    drafts: [
      ...undecided.map((approvalId) => runEntry("approval.withdrawn", payloadText({ approvalId }))),
      runEntry(`run.${status}`, payload),
    ],
    withdrawn: undecided,
    head: { ...givenUp, status, epoch },
    ...(tree === undefined ? {} : { tree }),
    onlyIfUndisturbed: true,
  };
}

const givenUp = { waitingFor: null, awaitingApproval: false, owner: null, dueAt: null, signals: null } as const;

function waitingHead(epoch: number, waitingFor: WaitingFor): HeadChange {
  return { ...givenUp, status: "waiting", waitingFor: canonicalJson(waitingJson(waitingFor)), epoch: epoch + 1 };
}

function runEntry(type: EntryDraft["type"], payload: string): EntryDraft {
  return { type, call: 0, stepKey: null, role: null, payload };
}

function earliest(waits: readonly WaitingFor[]): TimerWait | undefined {
  return waits.filter((wait) => wait.kind === "timer").toSorted((a, b) => a.until.getTime() - b.until.getTime())[0];
}
