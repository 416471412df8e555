import type { OperatorView } from "../../wire/index.ts";
import type { IconName } from "../parts/icons.ts";
import { pageTable } from "../pages/page-table.ts";
import { texts } from "../texts/texts.ts";

export interface NavigationEntry {
  readonly text: string;
  readonly to: string;
  readonly icon: IconName;
  readonly keys?: string;
}

export interface NavigationGroup {
  readonly heading: string;
  readonly entries: readonly NavigationEntry[];
}

/** Where this operator may go. What they may not see is not there. */
export function navigationOf({ can, lanes }: OperatorView): readonly NavigationGroup[] {
  const pages = (group: "work" | "engine"): readonly NavigationEntry[] =>
    pageTable.flatMap(({ title, path, needs = "read", navigation }) =>
      navigation?.group === group && can.includes(needs)
        ? [{ text: title, to: path, icon: navigation.icon, keys: navigation.keys }]
        : [],
    );
  const ofLanes = lanes.map((lane): NavigationEntry => ({
    text: lane,
    to: `/lanes/${encodeURIComponent(lane)}`,
    icon: "lane",
  }));
  return [
    { heading: texts.shell.work, entries: pages("work") },
    { heading: texts.shell.engine, entries: pages("engine") },
    { heading: texts.shell.lanes, entries: ofLanes },
  ].filter(({ entries }) => entries.length > 0);
}

/** Whether a page or one below it is shown. */
export function isCurrent({ to }: NavigationEntry, path: string): boolean {
  return path === to || (to !== "/" && path.startsWith(`${to}/`));
}
