import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { guarantees, type Proof } from "./proofs.ts";
import type { Stage } from "./stage.ts";
import { vitestStage } from "./vitest-stage.ts";
import { root } from "./workspace-folders.ts";

/**
 * Runs one proof with its full counts, or with the share of them that `SCORIA_TEST_PROVE` names, and prints what it
 * found: one line of JSON for each figure, kept in `reports/prove-<name>.jsonl` too.
 */
export function proofStage({ name, shows, place = guarantees, files }: Proof): Stage {
  const { folder, config, needs } = place;
  const tests = vitestStage({
    name: `prove-${name}`,
    needs: [],
    folder,
    ...(config === undefined ? {} : { config }),
    files: files.map((file) => join(root, folder, place.tests, file)),
  });
  return {
    name,
    needs,
    async run(context) {
      console.log(`  ${name}: ${shows}`);
      const figures = join(root, "reports", `prove-${name}.jsonl`);
      mkdirSync(join(root, "reports"), { recursive: true });
      rmSync(figures, { force: true });
      const env = { SCORIA_TEST_PROVE: "1", ...context.env, SCORIA_TEST_FIGURES: figures };
      const result = await tests.run({ ...context, env });
      if (existsSync(figures)) console.log(readFileSync(figures, "utf8").trimEnd());
      return result;
    },
  };
}
