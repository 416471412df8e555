/** How much a proof does in `npm test`, and how much in `npm run prove`. */
export interface ProofCount {
  readonly of: string;
  readonly usual: number;
  readonly full: number;
}

/** Whose tests a proof is made of, and how they are run. */
export interface ProofPlace {
  /** The folder that has the vitest configuration, as a path from the root. */
  readonly folder: string;
  /** Where in it the tests of proofs are. */
  readonly tests: string;
  /** Which configuration of the folder. Default: its vitest.config.ts. */
  readonly config?: string;
  /** The stages that come first. */
  readonly needs: readonly string[];
}

/** What core promises. */
export const guarantees: ProofPlace = {
  folder: "packages/core",
  tests: "test/guarantees",
  needs: ["test-databases"],
};

/** What is seen in a browser. */
const elements: ProofPlace = {
  folder: "packages/dashboard",
  tests: "test/elements",
  config: "vitest.elements.config.ts",
  needs: ["build", "test-browser"],
};

/** One long proof: the same tests as in `npm test`, with their full counts. */
export interface Proof {
  /** Its stage: `npm run prove -- <name>` runs it alone. */
  readonly name: string;
  readonly shows: string;
  /** Default: `guarantees`. */
  readonly place?: ProofPlace;
  /** As paths from the tests of its place. */
  readonly files: readonly string[];
  /** In the order in which the files name them. */
  readonly counts: readonly ProofCount[];
}

export const proofs: readonly Proof[] = [
  {
    name: "hostile-input",
    shows: "bad input to any verb is refused by its code or answered rightly, and harms nobody else",
    files: ["hostile/hostile-input.test.ts"],
    counts: [{ of: "calls on each engine", usual: 10_000, full: 100_000 }],
  },
  {
    name: "tenants",
    shows: "no verb shows a tenant anything of another, its existence included",
    files: ["hostile/tenant-sweep.test.ts"],
    counts: [{ of: "operations on each engine", usual: 2_000, full: 100_000 }],
  },
  {
    name: "outcomes",
    shows: "approve, reject, cancel and expiry at one moment have one outcome, on which every answer agrees",
    files: ["outcomes/one-outcome.test.ts"],
    counts: [
      { of: "races on PostgreSQL", usual: 500, full: 10_000 },
      { of: "races on the embedded database", usual: 100, full: 1_000 },
    ],
  },
  {
    name: "races",
    shows:
      "writers on the same runs break no chain and never deadlock, and neither a decision nor a child's end is lost to a pause",
    files: ["races/storm.test.ts", "races/decision-against-pause.test.ts", "races/child-end-against-pause.test.ts"],
    counts: [
      { of: "milliseconds of storm", usual: 4_000, full: 60_000 },
      { of: "decisions against pauses", usual: 200, full: 2_000 },
      { of: "ends of children against pauses", usual: 200, full: 2_000 },
    ],
  },
  {
    name: "agreement",
    shows: "every answer about a run says the same, and head, journal and inbox agree at any moment",
    files: ["agreement/agreement.test.ts"],
    counts: [{ of: "scripts of verbs on each engine", usual: 15, full: 500 }],
  },
  {
    name: "suspended-runs",
    shows: "runs that wait leave nothing of their handlers in memory, and go on when somebody decides",
    files: ["memory/suspended.test.ts"],
    counts: [
      { of: "runs in one process on PostgreSQL", usual: 2_000, full: 20_000 },
      { of: "runs in one process on the embedded database", usual: 500, full: 20_000 },
    ],
  },
  {
    name: "kills",
    shows: "a killed process loses nothing it acknowledged, and no recorded step is done again",
    files: ["kill/random-kills.test.ts"],
    counts: [{ of: "kills on each engine, with twenty runs under way", usual: 10, full: 100 }],
  },
  {
    name: "storm-of-kills",
    shows:
      "of processes that are killed, stopped and cut off five times a second no run is lost and no step recorded twice, and only what was in flight is done again",
    files: ["chaos/storm-of-kills.test.ts"],
    counts: [{ of: "milliseconds with three processes and fifty starts a second", usual: 10_000, full: 60_000 }],
  },
  {
    name: "pauses",
    shows:
      "a process that stood still for longer than its lease records nothing for the runs that others have meanwhile",
    files: ["chaos/pauses.test.ts"],
    counts: [{ of: "writes that were fenced out", usual: 50, full: 500 }],
  },
  {
    name: "lost-answers",
    shows: "a commit or a claim whose answer is lost is found out: one run for each key, each step recorded once",
    files: ["races/unknown-commit.test.ts", "races/lost-claim.test.ts"],
    counts: [
      { of: "batches cut off, in each of three ways", usual: 20, full: 200 },
      { of: "starts", usual: 20, full: 200 },
      { of: "whole runs, cut off four times each", usual: 8, full: 50 },
      { of: "claims", usual: 3, full: 50 },
    ],
  },
  {
    name: "outages",
    shows: "a PostgreSQL that goes away under load pauses runs, loses none and fails none",
    files: ["outages/server-away.test.ts"],
    counts: [{ of: "outages of a private server", usual: 2, full: 5 }],
  },
  {
    name: "hand-over",
    shows: "what a node hands over when it is told to end, others go on with at once",
    files: ["nodes/hand-over.test.ts"],
    counts: [{ of: "runs handed over on PostgreSQL", usual: 40, full: 400 }],
  },
  {
    name: "queues",
    shows:
      "queues keep their order and their limits, and lose nothing to whoever clears, drains or pauses them meanwhile",
    files: ["queues/queues-under-load.test.ts"],
    counts: [
      { of: "runs drained", usual: 3_000, full: 50_000 },
      { of: "runs of one tenant beside twenty of another", usual: 1_000, full: 5_000 },
      { of: "runs claimed while they are cleared, drained or paused", usual: 400, full: 4_000 },
    ],
  },
  {
    name: "rolling-deploy",
    shows:
      "while a database is migrated and old processes are replaced by new ones, no run is lost, no step done twice and nothing warned of",
    files: ["upgrades/rolling-deploy.test.ts"],
    counts: [{ of: "runs in each of five parts of a deploy", usual: 40, full: 1_000 }],
  },
  {
    name: "idle-node",
    shows: "a node with nothing to do asks its database little and takes hardly any of a processor",
    files: ["outages/idle-node.test.ts"],
    counts: [{ of: "milliseconds of one idle node", usual: 10_000, full: 60_000 }],
  },
  {
    name: "retention",
    shows: "with retention on the tables stay as large as what is kept, and claims stay as quick as they were",
    files: ["retention/soak.test.ts"],
    counts: [{ of: "milliseconds of runs on PostgreSQL", usual: 12_000, full: 1_800_000 }],
  },
  {
    name: "evidence",
    shows: "each change to a run's rows is found, with the head of an earlier export",
    files: ["evidence.test.ts"],
    counts: [{ of: "changes on each engine", usual: 1_000, full: 20_000 }],
  },
  {
    name: "digests",
    shows: "the database and the process compute the same digest of an entry",
    files: ["races/sql-digest.test.ts"],
    counts: [{ of: "fuzzed entries", usual: 2_000, full: 100_000 }],
  },
  {
    name: "hostile-views",
    shows: "no text of a tenant becomes anything but text in any view of the dashboard, and each can be read",
    place: elements,
    files: ["hostile/hostile.test.ts"],
    counts: [{ of: "payloads in approvals and filters, and all 241 in their runs", usual: 41, full: 241 }],
  },
];

/** The proofs as the table that the documentation shows. */
export function proofTable(all: readonly Proof[]): readonly string[] {
  const row = (...cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const counted = (counts: readonly ProofCount[], which: "usual" | "full"): string =>
    counts.map((count) => `${count[which].toLocaleString("en")} ${count.of}`).join("; ");
  return [
    row("proof", "shows", "`npm test`", "`npm run prove`"),
    ...all.map(({ name, shows, counts }) =>
      row(`\`${name}\``, shows, counted(counts, "usual"), counted(counts, "full")),
    ),
  ];
}
