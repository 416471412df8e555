/** One package of ours: where it stands and which others of ours it may import. */
export interface PackageRule {
  readonly folder: string;
  readonly mayImport: readonly string[];
  /** What its tests may import beside, to look at it with them. Default: no more. */
  readonly testsMayImport?: readonly string[];
}

/**
 * Who may import whom, whether the package exists yet or not. Lanes do not import each other: a host hands one to the
 * other as a value. The installer loads the host's own core at run time, so it imports nothing of ours.
 */
export const packageTable: Readonly<Record<string, PackageRule>> = {
  "@scoria/core": { folder: "packages/core", mayImport: [] },
  "@scoria/handoff": { folder: "packages/handoff", mayImport: ["@scoria/core"] },
  "@scoria/semantic": { folder: "packages/semantic-lane", mayImport: ["@scoria/core"] },
  "@scoria/knowledge": { folder: "packages/knowledge", mayImport: ["@scoria/core"] },
  "@scoria/tracing": { folder: "packages/tracing", mayImport: ["@scoria/core"] },
  "@scoria/llm": { folder: "packages/llm", mayImport: ["@scoria/core"] },
  "@scoria/tools": { folder: "packages/tools", mayImport: ["@scoria/core"] },
  "@scoria/agents": { folder: "packages/agents", mayImport: ["@scoria/core", "@scoria/llm", "@scoria/tools"] },
  "@scoria/dashboard": {
    folder: "packages/dashboard",
    mayImport: ["@scoria/core"],
    testsMayImport: ["@scoria/handoff"],
  },
  "@scoria/installer": { folder: "packages/installer", mayImport: [] },
};
