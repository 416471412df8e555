import { existsSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "./run-command.ts";
import type { Stage } from "./stage.ts";
import { packageFolders, root } from "./workspace-folders.ts";

/** Checks every project of the workspace, tests and type tests included; a package without a tsconfig.json is a failure. */
export const typecheckStage: Stage = {
  name: "typecheck",
  needs: ["build"],
  async run({ env, signal }) {
    const projects = ["tooling", ...["packages", "examples", "tooling"].flatMap(packageFolders)];
    let output = "";
    for (const project of projects) {
      if (!existsSync(join(root, project, "tsconfig.json"))) {
        output += `${project} has no tsconfig.json, so nothing in it would be checked.\n`;
        continue;
      }
      const args = ["-p", `${project}/tsconfig.json`, "--noEmit", "--pretty", "false"];
      const checked = await runCommand("tsc", args, { cwd: root, env, signal });
      if (checked.code !== 0) output += `${project}:\n${checked.output}`;
    }
    return output === "" ? { passed: 1, failed: 0, skipped: 0, output } : { passed: 0, failed: 1, skipped: 0, output };
  },
};
