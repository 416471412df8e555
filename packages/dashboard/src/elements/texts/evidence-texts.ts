/** A run's journal, and whether it is what was written. */
export const evidenceTexts = {
  title: "Journal",
  verify: "Verify",
  verifyAgain: "Verify again",
  verifying: "Verifying…",
  verified: "Verified",
  verifiedUpTo: (seq: number): string => `Verified up to entry ${seq}`,
  grown: (count: number): string => `The journal has grown by ${count} since.`,
  checked: (entries: number): string =>
    entries === 1 ? "1 entry was checked against its hash" : `${entries} entries were checked against their hashes`,
  removed: (count: number): string => `${count} without what retention removed: its hash was checked`,
  head: "Head",
  headHash: "head hash",
  unverified: "Not verified yet",
  broken: "The evidence does not hold",
  brokenAt: (seq: number, field: string): string => `Entry ${seq}, field ${field}:`,
  brokenDetail:
    "Somebody changed it, or a part of the database was lost. Keep it as it is and find out who wrote to it.",
  differs:
    "Entry numbers agree, but what this page shows has another hash than what was verified. Load the page again.",
  showEntry: (seq: number): string => `Show entry ${seq}`,
  export: "Export",
  exported: (count: number): string => (count === 1 ? "1 line is downloaded." : `${count} lines are downloaded.`),
  exportedRedacted: (count: number): string =>
    `${count === 1 ? "1 is" : `${count} are`} redacted: ${count === 1 ? "it keeps" : "they keep"} the hash of what is stored.`,
  exportHint:
    "One line of JSON for each entry. The head is in the file's name: verifyExport checks the one against the other.",

  filter: "Type",
  all: (count: number): string => `All types (${count})`,
  ofType: (type: string, count: number): string => `${type} (${count})`,
  count: (shown: number, count: number): string =>
    shown === count ? (count === 1 ? "1 entry" : `${count} entries`) : `${shown} of ${count} entries`,
  reading: "Reading…",
  none: "No entry is of this type",
  showAll: "Show all",
  columns: { seq: "No.", type: "Type", step: "Step", role: "Role", at: "At" },
  list: "Entries of the journal",
  choose: "Select an entry to see what it says.",
  payload: (seq: number): string => `payload of entry ${seq}`,
  payloadRemoved: "Retention removed what it said. This is its hash:",
  noPayload: "It says nothing more.",
  redacted: "Parts are shown redacted. The hash is over what is stored.",
  hash: "Hash",
  payloadHash: "Payload hash",
  ofStep: "Step",
  after: (length: string): string => `${length} after the start`,
  toRun: "To the run",
} as const;
