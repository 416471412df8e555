import { runChild } from "./child.mjs";
import { withProgress } from "./progress.mjs";
import { Refusal } from "./refusal.mjs";
import { root } from "./workspace.mjs";

/**
 * Builds what an example needs; what is unchanged since its last build is left as it is.
 *
 * @param {string} example the example's folder, such as `./examples/refund-desk`
 * @param {NodeJS.ProcessEnv} env
 */
export async function buildFor(example, env) {
  const args = ["run", "build", `--filter=${example}...`, "--output-logs=errors-only", "--ui=stream"];
  await withProgress("Building", async () => {
    const { code, output } = await runChild("turbo", args, { cwd: root, env, captured: true });
    if (code !== 0) throw new Refusal(`${output.trim()}\n\nThe build failed; its output is above.`);
  });
}
