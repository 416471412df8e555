import type { NodeRecord } from "@scoria/core";
import { showNode } from "../shown/show-shared.ts";
import type { NodeListView } from "../wire/node.ts";
import type { Answers, Call } from "./call.ts";

export const nodeRoutes: Answers<"listNodes" | "drainNode" | "quarantineNode" | "releaseNode"> = {
  listNodes: async (call) => shown(await call.scoria.nodes.list(call.operator), call),

  async drainNode(call) {
    const { node, ...options } = call.body;
    return shown(await call.scoria.nodes.drain(call.operator, node, options), call);
  },

  async quarantineNode(call) {
    const { name, ...options } = call.body;
    return shown(await call.scoria.nodes.quarantine(call.operator, name, options), call);
  },

  releaseNode: async (call) => shown(await call.scoria.nodes.release(call.operator, call.body.node), call),
};

function shown(nodes: readonly NodeRecord[], { surface }: Pick<Call, "surface">): NodeListView {
  return { at: new Date().toISOString(), nodes: nodes.map((node) => showNode(node, surface)) };
}
