import { runCommand } from "../test-runner/run-command.ts";

/**
 * Packs a package as it would be published, with its dependencies as the registry would see them.
 *
 * @returns the path of the tarball in `into`
 */
export async function packPackage(folder: string, into: string): Promise<string> {
  const args = ["pack", "--json", "--pack-destination", into];
  const { signal } = new AbortController();
  const { code, output } = await runCommand("pnpm", args, { cwd: folder, env: process.env, signal });
  // Warnings may stand before the answer.
  const answer = output.slice(output.indexOf("{"));
  if (code !== 0) throw new Error(`\`pnpm ${args.join(" ")}\` in ${folder} ended with ${code}:\n${output}`);
  return (JSON.parse(answer) as { readonly filename: string }).filename;
}
