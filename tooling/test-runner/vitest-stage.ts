import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "./run-command.ts";
import type { Stage } from "./stage.ts";
import { countVitestRun } from "./vitest-report.ts";
import { root } from "./workspace-folders.ts";

export interface VitestStageOptions {
  readonly name: string;
  readonly needs: readonly string[];
  /** The folder that has the vitest.config.ts, as a path from the root. */
  readonly folder: string;
  /** Shows vitest's own output while it runs. Default: only when something failed. */
  readonly live?: boolean;
  /** Which configuration of the folder. Default: its vitest.config.ts. */
  readonly config?: string;
  /** Only these test files. Default: all of the folder. */
  readonly files?: readonly string[];
}

/** Runs the tests of one folder and leaves their report in `reports/<name>.json`. */
export function vitestStage({ name, needs, folder, live = false, config, files = [] }: VitestStageOptions): Stage {
  return {
    name,
    needs,
    async run({ env, signal }) {
      const report = join(root, "reports", `${name}.json`);
      rmSync(report, { force: true });
      const chosen = config === undefined ? [] : [`--config=${config}`];
      const args = ["run", ...chosen, ...files, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
      const { code, output } = await runCommand("vitest", args, { cwd: join(root, folder), env, signal, live });
      const counts = countVitestRun(existsSync(report) ? readFileSync(report, "utf8") : undefined, code);
      return { ...counts, output };
    },
  };
}
