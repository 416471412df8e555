import type { Mount } from "../base/mount.ts";
import { texts } from "../texts/texts.ts";
import { navigationOf } from "./navigation.ts";

/** Something that the palette offers. */
export interface Command {
  readonly text: string;
  readonly group: string;
  readonly keys?: string;
  readonly run: () => void;
}

const runIdShape = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const runIdBegin = /^[0-9a-f-]{4,36}$/;

/** What fits the words that were typed: places, things that the page can do, and runs by their id. */
export function commandsFor({ operator, router, shortcuts }: Mount, typed: string): readonly Command[] {
  const words = typed.trim().toLowerCase().split(/\s+/);
  const fits = ({ text, group }: Command): boolean =>
    words.every((word) => `${group} ${text}`.toLowerCase().includes(word));
  return [...byRunId(router, words.join("")), ...places({ operator, router }), ...actions({ shortcuts })].filter(
    (command) => command.group === texts.palette.runs || fits(command),
  );
}

function places({ operator, router }: Pick<Mount, "operator" | "router">): readonly Command[] {
  const groups = operator.view === undefined ? [] : navigationOf(operator.view);
  return groups.flatMap(({ entries }) =>
    entries.map(({ text, to, keys }) => ({
      text,
      group: texts.palette.go,
      ...(keys === undefined ? {} : { keys }),
      run: () => router.go(to),
    })),
  );
}

function actions({ shortcuts }: Pick<Mount, "shortcuts">): readonly Command[] {
  return shortcuts.all
    .filter(({ inPalette = true }) => inPalette)
    .map(({ text, keys, run }) => ({ text, keys, run, group: texts.palette.actions }));
}

function byRunId(router: Mount["router"], typed: string): readonly Command[] {
  const group = texts.palette.runs;
  if (runIdShape.test(typed)) {
    return [{ text: texts.palette.openRun(typed), group, run: () => router.go(`/workflows/${typed}`) }];
  }
  if (!runIdBegin.test(typed)) return [];
  return [{ text: texts.palette.findRuns(typed), group, run: () => router.go(`/workflows?runId=${typed}`) }];
}
