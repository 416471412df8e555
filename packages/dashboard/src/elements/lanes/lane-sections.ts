/** What draws a lane's part of a run, by the lane's name: an element that takes `run` and `projection`. */
export interface LaneSectionEntry {
  readonly tag: string;
  readonly load: () => Promise<unknown>;
}

/** Lanes with an element of their own; it is loaded when a run has something of the lane. */
export const laneSections: Readonly<Record<string, LaneSectionEntry>> = {
  handoff: { tag: "scoria-handoff-section", load: () => import("./handoff/handoff-section.ts") },
};
