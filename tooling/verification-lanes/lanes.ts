/** One thing that a lane shows to work in a host outside this workspace. */
export type Proof =
  | "install"
  | "migrate"
  | "start"
  | "hand off"
  | "refuse"
  | "queue"
  | "execute"
  | "pause"
  | "approve"
  | "resume"
  | "inspect"
  | "operator page";

/** A part that a host may leave out: a package of ours, or one that a package of ours would bring. */
export type OptionalPart = "handoff" | "semantic" | "knowledge" | "pgvector";

/** One thing that a host of a lane can do without. */
export type Capability = OptionalPart | "any key" | "any network beyond the npm install";

/** What one command promises about hosts that adopt one part of Scoria. */
export interface VerificationLane {
  /** Its stage in the test run; `test:<name>` is its command. */
  readonly name: string;
  /** Where its tests are, as a path from the root; those of the lane stand in `<name>.test.ts`. */
  readonly folder: string;
  /** The stages that come before it, also when it alone is asked for. */
  readonly needs: readonly string[];
  /** In the order in which a host meets them. */
  readonly proves: readonly Proof[];
  readonly prerequisites: readonly string[];
  readonly mustNotNeed: readonly Capability[];
}

const folder = "tooling/packed-host";
const npm = "npm and its registry or its cache";
const server = "for the second half a PostgreSQL server in `DATABASE_URL` whose role may create databases";
const browser = "Chromium, which root on Debian gets installed";

/** The default runtime alone: what everybody who adopts Scoria begins with. */
export const adoption: VerificationLane = {
  name: "adoption",
  folder,
  needs: ["build"],
  proves: ["install", "migrate", "start", "pause", "approve", "resume", "inspect"],
  prerequisites: [npm, server],
  mustNotNeed: ["handoff", "semantic", "knowledge", "pgvector", "any key", "any network beyond the npm install"],
};

/** The default runtime, from there on bounded handoffs, and the dashboard that shows them. */
export const runtimeToHandoff: VerificationLane = {
  name: "runtime-to-handoff",
  folder,
  needs: ["build", "test-browser"],
  proves: [
    "install",
    "start",
    "hand off",
    "refuse",
    "queue",
    "execute",
    "pause",
    "approve",
    "resume",
    "inspect",
    "operator page",
  ],
  prerequisites: [npm, browser, server],
  mustNotNeed: ["semantic", "knowledge", "pgvector", "any key", "any network beyond the npm install"],
};

/** Every lane, in the order in which a host would take them up. */
export const verificationLanes: readonly VerificationLane[] = [adoption, runtimeToHandoff];

/** The lanes as the table that the documentation shows. */
export function laneTable(lanes: readonly VerificationLane[]): readonly string[] {
  const row = (...cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [
    row("command", "proves", "prerequisites", "must not need"),
    ...lanes.map(({ name, proves, prerequisites, mustNotNeed }) =>
      row(`\`npm run test:${name}\``, proves.join(", "), prerequisites.join("; "), mustNotNeed.join(", ")),
    ),
  ];
}
