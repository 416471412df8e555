import type { NodeListView } from "../../../wire/index.ts";
import type { ScoriaElement } from "../../base/scoria-element.ts";
import { askToChoose, askToConfirm } from "../../parts/confirm-dialog.ts";
import { notify } from "../../parts/notify.ts";
import { perform } from "../../parts/perform.ts";
import { texts } from "../../texts/texts.ts";

const text = texts.nodes;

/** Has one node hand over what it has, and take nothing. */
export async function drainNode(from: ScoriaElement, node: string): Promise<void> {
  const confirmed = await askToConfirm(from, {
    heading: text.drainQuestion(node),
    consequence: text.drainConsequence,
    action: text.drain,
  });
  if (confirmed === undefined) return;
  const { client } = from.mount;
  say(
    from,
    await perform(from, () => client.call("drainNode", { body: { node, ...confirmed } })),
    text.wasDrained(node),
  );
}

/** Keeps all nodes of a name from taking runs, for as long as is chosen. */
export async function quarantineNode(from: ScoriaElement, name: string): Promise<void> {
  const confirmed = await askToChoose(from, {
    heading: text.quarantineQuestion(name),
    consequence: text.quarantineConsequence,
    action: text.quarantine,
    choice: {
      label: text.forHowLong,
      choices: (["", "600000", "3600000", "86400000", "604800000"] as const).map((value) => ({
        value,
        text: text.lengths[value],
      })),
    },
  });
  if (confirmed === undefined) return;
  const { chosen, ...reason } = confirmed;
  const body = { name, ...reason, ...(chosen === "" ? {} : { forMs: Number(chosen) }) };
  const { client } = from.mount;
  say(from, await perform(from, () => client.call("quarantineNode", { body })), text.wasQuarantined(name));
}

/** Lets a node, or all nodes of a name, take runs again. It asks nothing: whoever did not mean it drains it again. */
export async function releaseNode(from: ScoriaElement, node: string): Promise<void> {
  const { client } = from.mount;
  say(from, await perform(from, () => client.call("releaseNode", { body: { node } })), text.wasReleased(node));
}

function say(from: ScoriaElement, answer: NodeListView | undefined, done: string): void {
  if (answer !== undefined) notify(from, done);
}
