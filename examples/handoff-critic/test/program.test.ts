import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "vitest";

interface EndedProgram {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `src/main.ts` on the Node that runs this test. */
async function runProgram(): Promise<EndedProgram> {
  const { FORCE_COLOR: _colour, ...inherited } = process.env;
  const script = join(import.meta.dirname, "..", "src", "main.ts");
  const child = spawn(process.execPath, [script], { env: inherited, stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  await once(child, "close");
  return { code: child.exitCode, stdout, stderr };
}

/** One numbered part of the story. */
function part(stdout: string, number: number): string {
  const [, ...parts] = stdout.split(/^\d {2}(?=\S)/m);
  return parts[number - 1] ?? "";
}

test("the program tells the story from the draft to the refusal, and ends with 0", async () => {
  const { code, stdout, stderr } = await runProgram();
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).not.toContain("\u001b");

  expect(part(stdout, 1)).toContain("We guarantee that you get all of your 1800.00 EUR.");
  expect(part(stdout, 2)).toContain("it promises more than 500 EUR");
  expect(part(stdout, 3)).toContain("The draft is not sent; a person answers.");

  const listed = [...part(stdout, 4).matchAll(/^ +(handoff|draft) +planner +completed +([0-9a-f-]{36})$/gm)];
  expect(listed.map(([, kind]) => kind)).toEqual(["handoff", "draft"]);
  const [review = "", draft = ""] = listed.map(([, , runId]) => runId);

  const lineage = part(stdout, 5);
  expect(lineage).toMatch(/delegatedRole +critic/);
  expect(lineage).toMatch(/parentRole +planner/);
  expect(lineage).toMatch(/projectedContext +\{.*"promisesCents":180000.*\}/);
  expect(lineage).toMatch(/childStepKey +handoff\/handoff:critic/);
  expect(lineage).toMatch(/depth +1/);
  expect(lineage).toMatch(/result +\{.*"verdict":"rework".*\}/);

  const evidence = part(stdout, 6);
  for (const runId of [review, draft]) expect(evidence).toContain(runId);
  for (const type of ["handoff.delegated", "step.queued"])
    expect(evidence).toMatch(new RegExp(`${type}.* (planner|critic) `));
  expect(evidence.match(/verifyEvidence: \d+ entries, the chain holds/g)).toHaveLength(2);

  const refusal = part(stdout, 7);
  expect(refusal).toContain("UNSAFE_PROJECTED_CONTEXT");
  expect(refusal).toMatch(/projectedContext\.ticket\.requestHeaders +headers/);
  expect(refusal).toMatch(/projectedContext\.background +message-list/);
  expect(refusal).toMatch(/projectedContext\.draftAnswer +transcript-text/);
  expect(refusal).toContain("No run was written: the session still has 2.");
});
