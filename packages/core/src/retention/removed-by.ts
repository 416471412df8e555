import type { Tombstone } from "./retention.ts";

const operator = "operator:";
const node = "node:";

/** How a tombstone keeps who deleted its run. */
export function operatorMark(actorId: string): string {
  return operator + actorId;
}

export function nodeMark(nodeId: string): string {
  return node + nodeId;
}

export function readMark(mark: string): Tombstone["deletedBy"] {
  return mark.startsWith(operator) ? { actorId: mark.slice(operator.length) } : { nodeId: mark.slice(node.length) };
}
