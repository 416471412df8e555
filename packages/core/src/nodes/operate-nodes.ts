import { askDatabase } from "../ask-database.ts";
import type { Core } from "../core.ts";
import { limits } from "../decode/limits.ts";
import { readPositiveInteger, readString } from "../decode/option-values.ts";
import { readOptions } from "../decode/read-options.ts";
import { invalidInput } from "../errors/core-errors.ts";
import { readOperator } from "../identity/operator-scope.ts";
import { readNodes } from "./list-nodes.ts";
import type { NodeRecord } from "./node.ts";

/** A boot id stands behind the name, so an id is somewhat longer than a name may be. */
const nodeIdCharacters = limits.nameCharacters + 56;

/** Has a node hand over its runs and take none. @throws INVALID_IDENTITY, INVALID_INPUT, UNKNOWN_OPTION */
export async function drainNode(
  core: Core,
  operator: unknown,
  givenNode: unknown,
  options: unknown,
): Promise<readonly NodeRecord[]> {
  const { actorId } = readOperator(operator);
  const node = readString(givenNode, "node", { maxCharacters: nodeIdCharacters });
  const reason = readReason(readOptions(options, ["reason"], "nodes.drain").reason);
  const isThere = await ask(core, "draining a node", "scoria.drain_node($1, $2, $3)", [node, actorId, reason]);
  if (!isThere) {
    throw invalidInput("node", "names no node that is alive. Take a nodeId or a name from nodes.list");
  }
  core.logger.info("An operator drained a node.", { by: actorId, node, ...(reason === null ? {} : { reason }) });
  return readNodes(core, node);
}

/** Keeps the nodes of a name from taking runs. @throws INVALID_IDENTITY, INVALID_INPUT, UNKNOWN_OPTION */
export async function quarantineNode(
  core: Core,
  operator: unknown,
  givenName: unknown,
  options: unknown,
): Promise<readonly NodeRecord[]> {
  const { actorId } = readOperator(operator);
  const name = readString(givenName, "name", { maxCharacters: nodeIdCharacters });
  const given = readOptions(options, ["forMs", "reason"], "nodes.quarantine");
  const forMs = given.forMs === undefined ? null : readPositiveInteger(given.forMs, "forMs", { max: limits.longestMs });
  const reason = readReason(given.reason);
  const values = [name, actorId, reason, forMs];
  const isKnown = await ask(core, "quarantining a node", "scoria.quarantine_name($1, $2, $3, $4)", values);
  if (!isKnown) {
    throw invalidInput(
      "name",
      "is of no node that is known. Take a name from nodes.list; a nodeId is new at every boot",
    );
  }
  core.logger.info("An operator quarantined a node name.", {
    by: actorId,
    node: name,
    ...(forMs === null ? {} : { forMs }),
    ...(reason === null ? {} : { reason }),
  });
  return readNodes(core, name);
}

/** Lets nodes take runs again. @throws INVALID_IDENTITY, INVALID_INPUT */
export async function releaseNode(core: Core, operator: unknown, givenNode: unknown): Promise<readonly NodeRecord[]> {
  const { actorId } = readOperator(operator);
  const node = readString(givenNode, "node", { maxCharacters: nodeIdCharacters });
  if (!(await ask(core, "releasing a node", "scoria.release_node($1)", [node]))) {
    throw invalidInput("node", "is the id or name of no node that is known. Take one from nodes.list");
  }
  core.logger.info("An operator released a node.", { by: actorId, node });
  return readNodes(core, node);
}

function readReason(value: unknown): string | null {
  return value === undefined ? null : readString(value, "reason", { maxCharacters: limits.reasonCharacters });
}

/** Each function does the same when it is asked twice. */
async function ask(core: Core, doing: string, call: string, values: readonly unknown[]): Promise<boolean> {
  const { rows } = await askDatabase(core, doing, () =>
    core.database.control.query<{ is_known: boolean }>({ text: `select ${call} as is_known`, values }),
  );
  return rows[0]?.is_known === true;
}
