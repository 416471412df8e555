import type { Stage } from "./stage.ts";

/**
 * The stages that were asked for with all that they need, in the order of `all`; every stage when nothing was asked for.
 * A package goes by its folder's name or by its npm name.
 *
 * @throws Error naming what there is, when something unknown was asked for
 */
export function selectStages(all: readonly Stage[], asked: readonly string[]): readonly Stage[] {
  if (asked.length === 0) return all;
  const wanted = new Set<Stage>();
  const want = (name: string): void => {
    const stage = all.find((candidate) => candidate.name === name);
    if (stage === undefined) {
      throw new Error(`There is no stage or package "${name}". There are: ${all.map((each) => each.name).join(", ")}.`);
    }
    if (wanted.has(stage)) return;
    wanted.add(stage);
    for (const needed of stage.needs) want(needed);
  };
  for (const name of asked) want(name.replace(/^@scoria\//, ""));
  return all.filter((stage) => wanted.has(stage));
}
