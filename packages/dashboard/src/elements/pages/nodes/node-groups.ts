import type { NodeListView, NodeView } from "../../../wire/index.ts";

/** The nodes of one name that are not gone. */
export interface NodeGroup {
  readonly name: string;
  readonly nodes: readonly NodeView[];
  readonly quarantine: NodeView["quarantine"];
  /** How often nodes of the name went down lately. */
  readonly downs: number;
  readonly needsAttention: boolean;
}

/** How the nodes stand as a whole. */
export interface NodeSummary {
  readonly present: number;
  /** How many of them take runs. */
  readonly taking: number;
  readonly runs: number;
  /** How many runs those that take some can execute at once. */
  readonly places: number;
  readonly needAttention: number;
}

/** Those first that need attention, then by name; those whose nodes are all gone are left out, unless the name is quarantined: then it can be released. */
export function groupsOf({ nodes, at }: NodeListView): readonly NodeGroup[] {
  return [...Map.groupBy(nodes, ({ name }) => name)]
    .map(([name, ofName]) => ({
      name,
      nodes: ofName.filter(({ status }) => status !== "gone"),
      quarantine: ofName.find(({ quarantine }) => quarantine !== null)?.quarantine ?? null,
      downs: Math.max(0, ...ofName.map(({ downs }) => downs)),
      needsAttention: ofName.some((node) => needsAttention(node, at)),
    }))
    .filter((group) => group.nodes.length > 0 || group.quarantine !== null)
    .sort(
      (one, other) => Number(other.needsAttention) - Number(one.needsAttention) || one.name.localeCompare(other.name),
    );
}

export function summaryOf({ nodes, at }: NodeListView): NodeSummary {
  const present = nodes.filter(({ status }) => status !== "gone");
  const taking = present.filter(({ status }) => status === "alive");
  const sum = (of: readonly NodeView[], value: (node: NodeView) => number): number =>
    of.reduce((total, node) => total + value(node), 0);
  return {
    present: present.length,
    taking: taking.length,
    runs: sum(present, ({ runs }) => runs),
    places: sum(taking, ({ concurrency }) => concurrency),
    needAttention: present.filter((node) => needsAttention(node, at)).length,
  };
}

function needsAttention(node: NodeView, at: string): boolean {
  return node.status !== "gone" && (node.status !== "alive" || node.downs > 0 || isLate(node, at));
}

/** How long before `at` it was heard of, in milliseconds; the clocks of two machines differ a little. */
export function silenceMs({ heartbeatAt }: NodeView, at: string): number {
  return Math.max(0, Date.parse(at) - Date.parse(heartbeatAt));
}

/** Whether over half its lease has passed without a heartbeat. */
export function isLate(node: NodeView, at: string): boolean {
  return node.status !== "gone" && silenceMs(node, at) > node.leaseMs / 2;
}
