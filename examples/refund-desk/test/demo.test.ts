import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { newFolder, startProgram, type EndedProgram } from "./example-process.ts";

const example = join(import.meta.dirname, "..");
const runId = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/;

async function demo(...args: readonly string[]): Promise<EndedProgram> {
  return startProgram("main.ts", args, newFolder()).ended();
}

/** The demo with an order file of these orders. */
async function demoOf(orders: unknown): Promise<EndedProgram> {
  const folder = newFolder();
  writeFileSync(join(folder, "orders.json"), typeof orders === "string" ? orders : JSON.stringify(orders));
  return startProgram("main.ts", ["orders.json"], folder).ended();
}

function order(orderId: string, cents: number): object {
  return { orderId, tenantId: "acme", actorId: "ana", sessionId: "chat-1", cents, reason: "It is broken" };
}

/** One numbered part of the story. */
function part(stdout: string, number: number): string {
  const begin = stdout.indexOf(`\n${number}  `);
  const end = stdout.indexOf(`\n${number + 1}  `);
  expect(begin, `part ${number} is told`).toBeGreaterThan(-1);
  return stdout.slice(begin, end === -1 ? undefined : end);
}

test("the demo tells the whole story of its own orders and leaves nothing behind", async () => {
  const folder = newFolder();
  const { code, stdout, stderr } = await startProgram("main.ts", [], folder).ended();
  expect(stderr).toBe("");
  expect(code).toBe(0);
  expect(readdirSync(folder)).toEqual([]);
  expect(stdout).not.toContain("\u001b");
  expect(stdout).toMatch(/Opening the embedded database … \d+\.\d s/);

  const start = part(stdout, 1);
  expect(start).toMatch(/A-1001 +acme +ana +chat-17 +24\.90 EUR +completed, refunded/);
  expect(start).toMatch(/A-1002 +acme +ana +chat-17 +349\.00 EUR +waiting for an approval/);
  expect(start).toMatch(/A-1005 +acme +cem +chat-18 +100\.00 EUR +completed, refunded/);
  expect(start).toContain("5 runs ended at once. 3 runs over 100 EUR wait for a person.");

  const inspect = part(stdout, 2);
  const subject = runId.exec(inspect)?.[0] ?? "";
  expect(subject).not.toBe("");
  expect(inspect).toContain('{"cents":34900,"currency":"EUR","orderId":"A-1002"}');
  expect(inspect).toMatch(/asked by +ana/);
  expect(inspect).toMatch(/because +over 100 EUR/);

  const decide = part(stdout, 3);
  expect(decide).toContain("APPROVAL_OWN_REQUEST");
  expect(decide).toMatch(/rita approves order A-1002.*\n +(\S+) {2}the same runId as before\n +completed, refunded/);
  expect(decide).toMatch(/rita rejects order A-1004.*\n +\S+ {2}the same runId as before\n +completed, not refunded/);
  expect(decide).toContain(`${subject}  the same runId as before`);
  expect(decide).toContain("1 more run stays waiting");

  const turn = part(stdout, 4);
  expect(turn).toMatch(/a note +completed, no output +the new turn/);
  expect(turn).toMatch(new RegExp(`${subject} +refund +completed, refunded +the first`));
  expect(new Set(turn.match(new RegExp(runId, "g"))).size).toBe(3);

  expect(part(stdout, 5)).toMatch(/gil of globex asks for a run of acme:\n +RUN_NOT_FOUND/);
  expect(part(stdout, 5)).toContain("the answer is the same but for the id");

  expect(part(stdout, 6)).toContain(`${subject}  the same run, nothing was started`);
  expect(part(stdout, 6)).toContain("the first receipt, nothing was paid");
  expect(part(stdout, 6)).toContain("Billing's ledger has 6 payments; 6 runs ended refunded.");

  const evidence = part(stdout, 7);
  expect(evidence.match(/verified: \d+ entries, the chain holds/g)).toHaveLength(8);
  expect(evidence).toMatch(
    /3 {2}\d\d:\d\d:\d\d\.\d{3} {2}approval\.requested {2}approval:refund {2}executor {2}[0-9a-f]{8}/,
  );

  expect(part(stdout, 8)).toMatch(/as it is +verified, 8 entries/);
  expect(part(stdout, 8)).toMatch(/then +entry 1, payload: /);
  expect(stdout).toMatch(/Try next\n[^]*npm start/);
});

test("a bad order is refused with its code and field, and the others go on", async () => {
  const folder = newFolder();
  mkdirSync(join(folder, "typed-here"));
  copyFileSync(join(example, "bad-orders.json"), join(folder, "typed-here", "theirs.json"));
  const { code, stdout, stderr } = await startProgram("main.ts", ["theirs.json"], folder, {
    INIT_CWD: join(folder, "typed-here"),
  }).ended();
  expect(stderr).toBe("");
  expect(code).toBe(0);
  const start = part(stdout, 1);
  expect(start).toMatch(/A-2001 .*completed, refunded/);
  expect(start).toContain("3 orders refused; the others went on:");
  expect(start).toMatch(/entry 2 {2}INVALID_INPUT\n +cents must be at least 1\./);
  expect(start).toMatch(/entry 3 {2}INVALID_INPUT\n +vip is not a field of an order\./);
  expect(start).toMatch(/entry 4 {2}INVALID_INPUT\n +sessionId is missing\./);
  expect(part(stdout, 3)).toMatch(/rita approves order A-2005/);
  expect(part(stdout, 3)).toContain("No second run waits, so nothing is rejected here.");
});

test("where all orders are cheap, nobody is said to wait and nothing to be decided", async () => {
  const { code, stdout } = await demoOf([order("C-1", 100), order("C-2", 9_999)]);
  expect(code).toBe(0);
  expect(part(stdout, 1)).toContain("2 runs ended at once.");
  expect(part(stdout, 1)).not.toContain("wait for a person");
  expect(part(stdout, 2)).toContain("No run waits for a person");
  expect(part(stdout, 3)).toContain("Nothing to decide.");
  expect(part(stdout, 3)).not.toContain("APPROVAL_OWN_REQUEST");
  expect(part(stdout, 5)).toMatch(/mallory of not-acme asks/);
  expect(part(stdout, 8)).toMatch(/then +entry 1, payload: /);
});

test("an order that stands twice is answered with its one run, and paid once", async () => {
  const { code, stdout } = await demoOf([order("D-1", 20_000), order("D-1", 20_000), order("D-1", 20_001)]);
  expect(code).toBe(0);
  expect(part(stdout, 1)).toContain("Entry 2 repeats an order");
  expect(part(stdout, 1)).toMatch(/entry 3 {2}IDEMPOTENCY_MISMATCH/);
  expect(part(stdout, 6)).toContain("Billing's ledger has 1 payment; 1 run ended refunded.");
  expect(part(stdout, 7).match(/the chain holds/g)).toHaveLength(1);
});

test("a file of which no order is left says so, and an empty one that it is empty", async () => {
  const refused = await demoOf([order("E-1", -1)]);
  expect(refused).toMatchObject({ code: 0, stderr: "" });
  expect(refused.stdout).toContain("1 order refused; no order is left:");
  expect(refused.stdout).not.toContain("2  Inspect");

  const empty = await demoOf([]);
  expect(empty).toMatchObject({ code: 0, stderr: "" });
  expect(empty.stdout).toContain("The file has no orders, so there is nothing to show.");
  expect(empty.stdout).not.toContain("Opening");
});

test("a file that cannot be used is named in one plain sentence", async () => {
  const missing = await demo("nowhere.json");
  expect(missing).toMatchObject({ code: 1, stdout: "" });
  expect(missing.stderr).toMatch(/^There is no file nowhere\.json\. .*\n$/);

  const notJson = await demoOf('[\n{"orderId": "A" "cents": 1}]');
  expect(notJson).toMatchObject({ code: 1, stdout: "" });
  expect(notJson.stderr).toMatch(/^orders\.json is not JSON, see line 2 column 17\. .*\n$/);

  const notArray = await demoOf(order("F-1", 100));
  expect(notArray).toMatchObject({ code: 1, stdout: "" });
  expect(notArray.stderr).toMatch(/^orders\.json is not an array of orders\. .*\n$/);
});

test("--help explains the order file, and an unknown option is refused with the same text", async () => {
  const help = await demo("--help");
  expect(help).toMatchObject({ code: 0, stderr: "" });
  expect(help.stdout).toContain("npm run demo -- my-orders.json");
  expect(help.stdout).toContain('"cents": 2490');
  const unknown = await demo("--hlep");
  expect(unknown).toMatchObject({ code: 64, stdout: "" });
  expect(unknown.stderr).toContain(help.stdout.trim());
});

test("an interrupted demo removes its database too", async () => {
  const folder = newFolder();
  const program = startProgram("main.ts", [], folder);
  await program.shown(/1 {2}Identity and start/);
  program.child.kill("SIGINT");
  const { code, stderr } = await program.ended();
  expect({ code, stderr, left: readdirSync(folder) }).toEqual({ code: 130, stderr: "", left: [] });
});
