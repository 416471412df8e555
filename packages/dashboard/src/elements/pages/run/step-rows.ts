import type { ApprovalView, ChildView, EntryView, RunView, StepView } from "../../../wire/index.ts";

/** What a line of the tree of a run stands for. */
export type RowSubject =
  | { readonly kind: "step"; readonly step: StepView }
  | { readonly kind: "run"; readonly child: ChildView }
  | { readonly kind: "approval"; readonly approval: ApprovalView };

/** One line of the tree, with its place among those beside it. */
export interface StepRow {
  readonly key: string;
  readonly subject: RowSubject;
  readonly level: number;
  readonly place: number;
  readonly siblings: number;
  readonly hasChildren: boolean;
  /** When it began, in ms since 1970; `undefined` when it has not. */
  readonly from: number | undefined;
  /** When it ended; `undefined` when it has not. */
  readonly to: number | undefined;
}

interface Node {
  readonly key: string;
  readonly subject: RowSubject;
  readonly from: number | undefined;
  readonly to: number | undefined;
}

/** Steps under the steps that they ran under, and beside them what they waited for: approvals and runs that they started. */
export class StepForest {
  readonly #below = new Map<string | null, Node[]>();
  readonly #parents = new Map<string, string | null>();

  constructor(run: RunView, entries: readonly EntryView[]) {
    const stepKeys = new Set(run.steps.map(({ stepKey }) => stepKey));
    const under = (parent: string | null): string | null => {
      // What a later version writes may stand below something that is no step here.
      for (let key = parent; key !== null; key = parentKey(key)) if (stepKeys.has(key)) return key;
      return null;
    };
    const root = run.steps[0]?.stepKey ?? null;
    for (const step of run.steps) {
      this.#add(under(step.parent), {
        key: step.stepKey,
        subject: { kind: "step", step },
        from: momentOf(step.startedAt),
        to: momentOf(step.finishedAt),
      });
    }
    for (const child of run.children) {
      this.#add(child.stepKey === null ? root : under(parentKey(child.stepKey)), {
        key: child.runId,
        subject: { kind: "run", child },
        from: momentOf(child.createdAt),
        to: momentOf(child.finishedAt),
      });
    }
    const keysOfApprovals = approvalKeys(entries);
    for (const approval of run.approvals) {
      const key = keysOfApprovals.get(approval.approvalId);
      this.#add(key === undefined ? root : under(parentKey(key)), {
        key: approval.approvalId,
        subject: { kind: "approval", approval },
        from: momentOf(approval.requestedAt),
        to: momentOf(approval.decidedAt ?? (approval.status === "pending" ? undefined : run.finishedAt)),
      });
    }
    for (const nodes of this.#below.values())
      nodes.sort((one, other) => (one.from ?? Infinity) - (other.from ?? Infinity) || 0);
  }

  /** The lines to be seen, from top to bottom. */
  rows(folded: ReadonlySet<string>): readonly StepRow[] {
    const rows: StepRow[] = [];
    const add = (parent: string | null, level: number): void => {
      const nodes = this.#below.get(parent) ?? [];
      for (const [at, node] of nodes.entries()) {
        const hasChildren = this.#below.has(node.key);
        rows.push({ ...node, level, place: at + 1, siblings: nodes.length, hasChildren });
        if (hasChildren && !folded.has(node.key)) add(node.key, level + 1);
      }
    };
    add(null, 1);
    return rows;
  }

  parentOf(key: string): string | null {
    return this.#parents.get(key) ?? null;
  }

  #add(parent: string | null, node: Node): void {
    this.#parents.set(node.key, parent);
    const nodes = this.#below.get(parent);
    if (nodes === undefined) this.#below.set(parent, [node]);
    else nodes.push(node);
  }
}

/** Step keys are paths. */
function parentKey(stepKey: string): string | null {
  const end = stepKey.lastIndexOf("/");
  return end < 0 ? null : stepKey.slice(0, end);
}

function approvalKeys(entries: readonly EntryView[]): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  for (const { type, stepKey, payload } of entries) {
    if (type !== "approval.requested" || stepKey === undefined) continue;
    const { approvalId } = (payload ?? {}) as { readonly approvalId?: string };
    if (approvalId !== undefined) keys.set(approvalId, stepKey);
  }
  return keys;
}

function momentOf(at: string | null | undefined): number | undefined {
  return at === null || at === undefined ? undefined : Date.parse(at);
}
