import { root } from "./workspace-folders.ts";
import { runCommand } from "./run-command.ts";
import type { Stage } from "./stage.ts";

/** A stage that passes when its program ends with 0. */
export function commandStage(name: string, needs: readonly string[], command: readonly [string, ...string[]]): Stage {
  const [program, ...args] = command;
  return {
    name,
    needs,
    async run({ env, signal }) {
      const { code, output } = await runCommand(program, args, { cwd: root, env, signal });
      return code === 0
        ? { passed: 1, failed: 0, skipped: 0, output }
        : { passed: 0, failed: 1, skipped: 0, output: `${output}\n${command.join(" ")} ended with ${code}\n` };
    },
  };
}
