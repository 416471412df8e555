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
  | "inspect";

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
  /** In the order in which a host meets them. */
  readonly proves: readonly Proof[];
  readonly prerequisites: readonly string[];
  readonly mustNotNeed: readonly Capability[];
}

const packedHost = {
  folder: "tooling/packed-host",
  prerequisites: [
    "npm and its registry or its cache",
    "for the second half a PostgreSQL server in `DATABASE_URL` whose role may create databases",
  ],
} as const;

/** The default runtime alone: what everybody who adopts Scoria begins with. */
export const adoption: VerificationLane = {
  ...packedHost,
  name: "adoption",
  proves: ["install", "migrate", "start", "pause", "approve", "resume", "inspect"],
  mustNotNeed: ["handoff", "semantic", "knowledge", "pgvector", "any key", "any network beyond the npm install"],
};

/** The default runtime, and from there on bounded handoffs. */
export const runtimeToHandoff: VerificationLane = {
  ...packedHost,
  name: "runtime-to-handoff",
  proves: ["install", "start", "hand off", "refuse", "queue", "execute", "pause", "approve", "resume", "inspect"],
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
