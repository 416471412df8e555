/**
 * @typedef {object} CommandLine
 * @property {string} [builds] what is built first, with all that it needs
 * @property {readonly [string, ...string[]]} run the command line to which the caller's arguments are added
 */

/** @typedef {CommandLine & { summary: string, with?: Readonly<Record<string, CommandLine>> }} Command */

/**
 * Everything `node tooling/run.mjs` can do. `with` has other command lines, for when one of these options is among the
 * caller's arguments.
 *
 * @type {Record<string, Command>}
 */
export const commands = {
  demo: {
    summary:
      "show one refund from request to verified evidence; --crash kills a process in the middle of a run; --handoff has a draft reviewed",
    builds: "./examples/refund-desk",
    run: ["node", "examples/refund-desk/src/main.ts"],
    with: {
      "--crash": {
        builds: "./examples/kill-and-resume",
        run: ["node", "tooling/test-databases/server-if-any.ts", "node", "examples/kill-and-resume/src/main.ts"],
      },
      "--handoff": { builds: "./examples/handoff-critic", run: ["node", "examples/handoff-critic/src/main.ts"] },
    },
  },
  start: {
    summary: "serve the refund desk",
    builds: "./examples/refund-desk",
    run: ["node", "examples/refund-desk/src/server.ts"],
  },
  test: {
    summary: "check everything, or only the stages and packages that are named",
    run: ["node", "tooling/test-runner/main.ts"],
  },
  "test:adoption": {
    summary: "prove that a host outside the workspace can adopt the packed packages",
    run: ["node", "tooling/test-runner/main.ts", "adoption"],
  },
  "test:runtime-to-handoff": {
    summary: "prove the same for a host that begins with the core and adds bounded handoffs",
    run: ["node", "tooling/test-runner/main.ts", "runtime-to-handoff"],
  },
  prove: {
    summary: "run the long proofs with their full counts, or only those that are named",
    run: ["node", "tooling/test-runner/main.ts", "prove"],
  },
  bench: {
    summary: "measure beside peers on one PostgreSQL, or only the workloads and contestants that are named",
    builds: "@scoria/core",
    run: ["node", "tooling/bench/main.ts"],
  },
  build: { summary: "compile every package", run: ["turbo", "run", "build", "--ui=stream"] },
  typecheck: {
    summary: "check the types of sources, tests, examples and tooling",
    run: ["node", "tooling/test-runner/main.ts", "typecheck"],
  },
  lint: { summary: "lint everything", run: ["oxlint", "--type-aware", "--deny-warnings"] },
  format: { summary: "format everything", run: ["prettier", "--write", "--log-level=warn", "."] },
  schema: {
    summary: "draw packages/core/schema.sql anew from the migrations",
    builds: "@scoria/core",
    run: ["node", "tooling/packages/rewrite-schema.ts"],
  },
  api: {
    summary: "write the reports of the public API anew",
    builds: "./packages/*",
    run: ["node", "tooling/packages/rewrite-api.ts"],
  },
  "visual:update": {
    summary: "look at every page of the dashboard anew, and keep what is seen as how it has to look",
    builds: "@scoria/dashboard",
    run: [
      "node",
      "tooling/test-browser/main.ts",
      "node",
      "packages/dashboard/test/elements/screens/write-references.ts",
    ],
  },
  postgres: {
    summary: "run a command with a private PostgreSQL: postgres -- <command …>",
    run: ["node", "tooling/test-databases/main.ts"],
  },
};

/**
 * The command's own line, or the one that it has for an option among the arguments.
 *
 * @param {Command} command
 * @param {readonly string[]} args
 * @returns {CommandLine}
 */
export function commandLineFor(command, args) {
  const others = Object.entries(command.with ?? {});
  return others.find(([option]) => args.includes(option))?.[1] ?? command;
}
