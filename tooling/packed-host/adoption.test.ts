import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { adoption, type Capability, type Proof } from "../verification-lanes/lanes.ts";
import { freshDatabase, type FreshDatabase } from "./fresh-database.ts";
import { installHost, type Host } from "./install-host.ts";
import { runInHost, runNode } from "./run-in-host.ts";

const serverUrl = process.env["SCORIA_TEST_DATABASE_URL"] ?? process.env["DATABASE_URL"];

/** Records of the facade, as they look in JSON. */
interface FacadeRecord {
  readonly runId: string;
  readonly [field: string]: unknown;
}

interface Asked {
  readonly refused: string;
  readonly started: FacadeRecord;
  readonly paused: FacadeRecord;
  readonly runs: readonly FacadeRecord[];
  readonly environment: readonly string[];
}

interface Decided {
  readonly approval: FacadeRecord;
  readonly decided: FacadeRecord;
  readonly resumed: FacadeRecord;
  readonly settled: FacadeRecord;
  readonly detail: { readonly steps: readonly FacadeRecord[]; readonly entries: readonly { readonly type: string }[] };
  readonly check: unknown;
}

const proven = new Set<Proof>();
const cleanups = new AsyncDisposableStack();
let host: Host;

beforeAll(async () => {
  host = cleanups.use(await installHost(["@scoria/core"]));
});
afterAll(() => cleanups.disposeAsync());

/** A test that stands for one of the lane's proofs. */
function proves(what: Proof, sentence: string, body: () => unknown): void {
  proven.add(what);
  test(`${what}: ${sentence}`, async () => void (await body()));
}

proves("install", "npm gives the host the package and what it depends on, each once", () => {
  expect(host.installed).toEqual(expect.arrayContaining(["@scoria/core", "@electric-sql/pglite", "pg"]));
});

test("a strict host compiles, checking every declaration it reads, and its own declarations name the package", () => {
  const declaration = readFileSync(join(host.folder, "dist/desk.d.ts"), "utf8");
  expect(declaration).toContain('import("@scoria/core").Scoria<');
  expect(declaration).not.toMatch(/\bany\b|zod|\/dist\//);
  const underTest = readFileSync(join(host.folder, "dist/desk.test.d.ts"), "utf8");
  expect(underTest).toContain('import("@scoria/core/testing").TestScoria<');
  expect(underTest).not.toMatch(/\bany\b|\/dist\//);
});

test("the package's types come from itself: no driver or query builder has to have types in the host", () => {
  const askedFor = ["@scoria/core", "@types/node", "typescript", "undici-types", "zod"];
  const others = host.typesFrom.filter((name) => !askedFor.includes(name) && !name.startsWith("@typescript/"));
  expect(host.typesFrom).toContain("@scoria/core");
  expect(others).toEqual([]);
});

describe("on the embedded database", () => provesOn(undefined));
describe.skipIf(serverUrl === undefined)("on PostgreSQL", () => provesOn(serverUrl));

/** What the lane proves on one engine: on a server, where one is given. */
function provesOn(serverUrl: string | undefined): void {
  let database: FreshDatabase | undefined;
  let asked: Asked;
  let decided: Decided;

  beforeAll(async () => {
    if (serverUrl !== undefined) database = await freshDatabase(serverUrl);
    asked = await runInHost<Asked>(host, "ask.js", database?.url);
    decided = await runInHost<Decided>(host, "decide.js", database?.url);
  });
  afterAll(() => database?.[Symbol.asyncDispose]());

  proves("migrate", "a database without the tables is refused by name, then brought up to date", () => {
    expect(asked.refused).toBe("MIGRATIONS_PENDING");
  });

  proves("start", "a run begins for the identity that the host gave", () => {
    expect(asked.started).toMatchObject({ status: "running", tenantId: "acme", actorId: "ana", sessionId: "chat-7" });
    expect(asked.runs.map(({ runId }) => runId)).toEqual([asked.started.runId]);
  });

  proves("pause", "the run waits for a person, and outlives its process", () => {
    const waitingFor = { kind: "approval", tool: "refund", approvalId: decided.approval["approvalId"] };
    expect(asked.paused).toMatchObject({ status: "waiting", awaitingApproval: true, waitingFor });
  });

  proves("approve", "another person sees in another process what would be done, and decides it", () => {
    expect(decided.approval).toMatchObject({
      runId: asked.started.runId,
      requestedBy: "ana",
      arguments: { orderId: "A-1", cents: 12_900 },
    });
    expect(decided.decided).toMatchObject({ status: "waiting", awaitingApproval: false });
  });

  proves("resume", "the very same run goes on to its end", () => {
    expect(decided.resumed.runId).toBe(asked.started.runId);
    expect(decided.settled).toMatchObject({
      runId: asked.started.runId,
      status: "completed",
      output: { refunded: true, cents: 12_900 },
    });
  });

  proves("inspect", "steps and evidence tell what happened, and the evidence verifies", () => {
    expect(decided.detail.steps).toMatchObject([{ name: "refund" }, { name: "quote" }, { name: "refund" }]);
    expect(decided.detail.entries.map(({ type }) => type)).toEqual(
      expect.arrayContaining(["run.started", "approval.decided", "run.completed"]),
    );
    expect(decided.check).toMatchObject({ ok: true, entries: decided.detail.entries.length });
  });

  test("a CommonJS host requires the package, and checks the exported evidence without a database", async () => {
    const report = await runInHost<object>(host, "check-evidence.cjs");
    expect(report).toMatchObject({ moduleKind: "commonjs", check: decided.check, tampered: { ok: false } });
  });

  test("the host's own tests run on the packed testing kit, by Node's runner", async () => {
    const args = ["--test-reporter=tap", join(host.folder, "dist/desk.test.js")];
    const { code, stdout, stderr } = await runNode(args, host.folder, serverUrl);
    expect({ code, stderr, stdout }).toMatchObject({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^# pass 1$/m);
  });

  test("the host needed no key, and no extension of the database", async () => {
    expect(asked.environment).toEqual(serverUrl === undefined ? [] : ["DATABASE_URL"]);
    if (database !== undefined) expect(await database.extensions()).toEqual(["plpgsql"]);
  });
}

const absences: Readonly<{ [Name in Capability]: () => Promise<void> | void }> = {
  handoff: () => expect(host.installed).not.toContain("@scoria/handoff"),
  semantic: () => expect(host.installed).not.toContain("@scoria/semantic"),
  knowledge: () => expect(host.installed).not.toContain("@scoria/knowledge"),
  pgvector: () => expect(host.installed.filter((name) => name.includes("vector"))).toEqual([]),
  "any key": async () => {
    const { stdout } = await runNode(["-p", "Object.keys(process.env).length"], host.folder);
    expect(stdout).toBe("0\n");
  },
  "any network beyond the npm install": async () => {
    const call =
      'fetch("http://127.0.0.1:65535/").catch((error) => console.log(error.cause?.message ?? error.message))';
    const { stdout } = await runNode(["-e", call], host.folder, "postgres://127.0.0.1:5432/one");
    expect(stdout).toBe("This host must not connect to 127.0.0.1:65535.\n");
  },
};

test.each(adoption.mustNotNeed)("the host is without %s", (capability) => absences[capability]());

test("every proof of the lane's table has its test", () => {
  expect([...proven].sort()).toEqual([...adoption.proves].sort());
});
