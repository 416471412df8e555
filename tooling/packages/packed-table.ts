/** What one public package may contain. */
export interface PackedRule {
  /** Everything outside `src` and `dist`. */
  readonly files: readonly string[];
  /** The folders of `src` that have sources; `dist` has what the compiler makes of them, and nothing else. */
  readonly sourceFolders: readonly string[];
  /** Those whose scripts are bundled. Default: none are. */
  readonly bundle?: PackedBundle;
  /** How large the tarball may be, in KiB. */
  readonly maxPackedKiB: number;
}

/** Sources of which the compiler makes the types and a bundler the scripts, under names of its own. */
export interface PackedBundle {
  /** The folder of `src`, those in it included. */
  readonly folder: string;
  /** Where the bundler writes down its scripts, which stand beside it: `{ files: [{ file }] }`. */
  readonly manifest: string;
}

/**
 * A new package or folder is published only after it was written down here. Sizes are about a third above what was
 * measured, so that growth is noticed before those who install it notice.
 */
export const packedTable: Readonly<Record<string, PackedRule>> = {
  "@scoria/core": {
    files: ["LICENSE", "README.md", "package.json"],
    sourceFolders: [
      "src",
      "src/approvals",
      "src/children",
      "src/database",
      "src/database/migrations",
      "src/databases",
      "src/decode",
      "src/defaults",
      "src/doctor",
      "src/errors",
      "src/execution",
      "src/handlers",
      "src/identity",
      "src/ids",
      "src/journal",
      "src/lane",
      "src/nodes",
      "src/notifiers",
      "src/operator",
      "src/queues",
      "src/redaction",
      "src/retention",
      "src/runs",
      "src/schedules",
      "src/seams",
      "src/sessions",
      "src/settings",
      "src/steps",
      "src/testing",
      "src/testing/database-contract",
      "src/testing/lane-contract",
    ],
    maxPackedKiB: 1_150,
  },
  "@scoria/dashboard": {
    files: ["LICENSE", "README.md", "custom-elements.json", "package.json"],
    sourceFolders: [
      "src",
      "src/adapters",
      "src/authorize",
      "src/elements",
      "src/elements/base",
      "src/elements/lanes",
      "src/elements/lanes/handoff",
      "src/elements/pages",
      "src/elements/pages/approval",
      "src/elements/pages/approvals",
      "src/elements/pages/evidence",
      "src/elements/pages/home",
      "src/elements/pages/lane",
      "src/elements/pages/nodes",
      "src/elements/pages/queues",
      "src/elements/pages/run",
      "src/elements/pages/runs",
      "src/elements/pages/schedules",
      "src/elements/pages/session",
      "src/elements/pages/sessions",
      "src/elements/pages/start",
      "src/elements/parts",
      "src/elements/public",
      "src/elements/shell",
      "src/elements/texts",
      "src/elements/theme",
      "src/http",
      "src/pages",
      "src/routes",
      "src/shown",
      "src/stream",
      "src/wire",
    ],
    bundle: { folder: "src/elements", manifest: "dist/elements/manifest.json" },
    maxPackedKiB: 680,
  },
  "@scoria/handoff": {
    files: ["LICENSE", "README.md", "package.json"],
    sourceFolders: ["src", "src/law"],
    maxPackedKiB: 160,
  },
};
