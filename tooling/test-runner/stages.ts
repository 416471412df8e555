import { join } from "node:path";
import { verificationLanes } from "../verification-lanes/lanes.ts";
import { commandStage } from "./command-stage.ts";
import { pooledStage } from "./pooled-stage.ts";
import { proofStage } from "./proof-stage.ts";
import { proofs } from "./proofs.ts";
import type { Stage } from "./stage.ts";
import { testBrowserStage } from "./test-browser-stage.ts";
import { testDatabasesStage } from "./test-databases-stage.ts";
import { typecheckStage } from "./typecheck-stage.ts";
import { vitestStage } from "./vitest-stage.ts";
import { packageFolders, readManifest, root } from "./workspace-folders.ts";

const buildStage = commandStage("build", [], ["turbo", "run", "build", "--ui=stream", "--output-logs=errors-only"]);

/** Everything that `npm test` does, in its order: what is quick and cheap to mend comes first. */
export function allStages(): readonly Stage[] {
  return [
    buildStage,
    typecheckStage,
    commandStage("lint", ["build"], ["oxlint", "--type-aware", "--deny-warnings"]),
    commandStage("format", [], ["prettier", "--check", "--log-level=warn", "."]),
    vitestStage({ name: "tooling", needs: [], folder: "tooling" }),
    vitestStage({ name: "boundaries", needs: [], folder: "tooling/boundaries" }),
    vitestStage({ name: "doc-examples", needs: ["build"], folder: "tooling/doc-examples" }),
    vitestStage({ name: "verification-lanes", needs: [], folder: "tooling/verification-lanes" }),
    testDatabasesStage,
    vitestStage({ name: "packed-packages", needs: ["build", "test-databases"], folder: "tooling/packages" }),
    ...["packages", "examples"].flatMap(packageFolders).flatMap(testsOfPackage),
    testBrowserStage,
    vitestStage({
      name: "dashboard-elements",
      needs: ["build", "test-databases", "test-browser"],
      folder: "packages/dashboard",
      config: "vitest.elements.config.ts",
      live: true,
    }),
    pooledStage({ name: "core-pooled", needs: ["build", "test-databases"], files: pooledFiles.usual }),
    // After the databases, so that a server is there; not because of them, as a lane is also run where there is none.
    ...verificationLanes.map(({ name, folder, needs }) =>
      vitestStage({ name, needs, folder, files: [join(root, folder, `${name}.test.ts`)] }),
    ),
  ];
}

/** Everything that `npm run prove` does: the long proofs, each with its full counts. */
export function proofStages(): readonly Stage[] {
  return [
    buildStage,
    testDatabasesStage,
    testBrowserStage,
    ...proofs.map(proofStage),
    pooledStage({ name: "pooled", needs: ["test-databases"], files: pooledFiles.full }),
  ];
}

/**
 * What is also run behind a transaction pooler: in `npm test` the verbs by which runs live, in `npm run prove` all that goes
 * through the facade. Tests that work on sessions of the server themselves have no business behind one.
 */
const pooledFiles = {
  usual: ["acceptance", "cancel-and-retry", "run-worker", "signals-and-timers", "starts", "steps", "story"].map(
    (name) => `test/behaviour/${name}.test.ts`,
  ),
  full: ["test/{behaviour,lanes,testing}/*.test.ts", "test/guarantees/{agreement,hostile,outcomes}/*.test.ts"],
} as const;

function testsOfPackage(folder: string): readonly Stage[] {
  if (readManifest(folder).scripts?.["test"] === undefined) return [];
  const name = folder.slice(folder.indexOf("/") + 1);
  return [vitestStage({ name, needs: ["build", "test-databases"], folder, live: true })];
}
