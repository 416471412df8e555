import type { AttachedLanes } from "../lane/attach-lanes.ts";
import type { Group } from "../journal/group.ts";
import type { StartedRun } from "../journal/tree-change.ts";
import type { WorkerNode } from "../nodes/worker-node.ts";
import type { Notifier } from "../notifier.ts";
import type { RunSummary } from "./run.ts";
import type { RunChanges } from "./run-changes.ts";

/** What somebody who does not own a run did to it. */
export interface FromOutside {
  /** The types of what was appended. */
  readonly types: readonly string[];
  /** Whether it may have put the run in the queue. */
  readonly queued: boolean;
  /** Whether somebody may be executing the run, who is to read what came. Default: unless it was put in the queue. */
  readonly owned?: boolean;
}

/** Tells whom a commit concerns: this process at once, the others by notification. Always after the commit. */
export class RunHints {
  readonly #notifier: Notifier;
  readonly #changes: RunChanges;
  readonly #node: () => WorkerNode | null;
  readonly #followed: ReadonlySet<string>;

  constructor(notifier: Notifier, changes: RunChanges, { work }: AttachedLanes, node: () => WorkerNode | null) {
    this.#notifier = notifier;
    this.#changes = changes;
    this.#node = node;
    this.#followed = new Set(work.flatMap(({ follow }) => follow?.types ?? []));
  }

  /** The journal's writer committed a group. Whoever waits for it here is told by its execution. */
  landed({ runId, entries, newRun, head, tree }: Group): void {
    if (this.#followed.size > 0) {
      this.#lookForFollowed(
        runId,
        entries.map(({ type }) => type),
      );
    }
    if ((head ?? newRun)?.status === "queued") this.#notifier.publish("queued", runId);
    if (tree?.starts !== undefined) this.#begun(tree.starts);
    if (tree?.cancelsChildren === true) this.#node()?.cancelChildren();
    // Nobody waits for a run that has just begun.
    if (newRun === undefined) this.#notifier.publish(head === undefined ? "entries" : "changed", runId);
  }

  /** Somebody who does not own the run appended to it, put it in the queue, or ended it. */
  fromOutside(runId: string, { types, queued, owned = !queued }: FromOutside): void {
    // Who waits for a run to pause or to end need not look when it only goes on.
    this.#changes.changed(runId, owned ? "head" : "entries");
    this.#lookForFollowed(runId, types);
    if (types.length > 0 && owned) {
      this.#node()?.news(runId);
      this.#notifier.publish("news", runId);
    }
    if (queued) {
      this.#node()?.claim([runId]);
      this.#notifier.publish("queued", runId);
    }
    this.#notifier.publish(owned ? "changed" : "entries", runId);
  }

  /** What runs of this process waited for has happened in a commit of its own: they are in the queue. */
  woken(runIds: readonly string[]): void {
    for (const runId of runIds) this.#changes.changed(runId, "entries");
    this.#node()?.claim(runIds);
    for (const runId of runIds) {
      this.#notifier.publish("queued", runId);
      this.#notifier.publish("entries", runId);
    }
  }

  /** A sweep put runs in the queue, more than this node may be able to take. */
  queued(runIds: readonly string[]): void {
    for (const runId of runIds) this.#notifier.publish("queued", runId);
  }

  /** A run has another owner. */
  owned(runId: string): void {
    this.#changes.changed(runId);
    this.#notifier.publish("entries", runId);
  }

  /** An execution here is over; what it wrote at its end was told when it landed. `now`: gives the run, if it is known how it stands. */
  over(runId: string, now?: () => RunSummary): void {
    this.#changes.over(runId, now);
  }

  /** Something was found by looking that a hint should have told. */
  foundUntold(): void {
    this.#notifier.doubt();
  }

  #begun(started: readonly StartedRun[]): void {
    const runIds = started.map(({ entry }) => entry.runId);
    this.#lookForFollowed(runIds[0] ?? "", ["run.started"]);
    this.#node()?.claim(runIds);
    for (const runId of runIds) this.#notifier.publish("queued", runId);
  }

  /** A node looks itself; without one here, those of others are told. */
  #lookForFollowed(runId: string, types: readonly string[]): void {
    if (!types.some((type) => this.#followed.has(type))) return;
    const node = this.#node();
    if (node === null) this.#notifier.publish("followed", runId);
    else node.follow();
  }
}
