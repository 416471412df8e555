import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Capability, Proof, VerificationLane } from "../verification-lanes/lanes.ts";
import { isOptionalPart, tracesOf } from "../verification-lanes/traces-of.ts";
import { freshDatabase, type FreshDatabase } from "./fresh-database.ts";
import { installHost, type Host } from "./install-host.ts";
import { runInHost, runNode, serveInHost, type ServedHost } from "./run-in-host.ts";

const serverUrl = process.env["SCORIA_TEST_DATABASE_URL"] ?? process.env["DATABASE_URL"];

/** What the tests of one lane are written with. */
export interface LaneTests {
  /** The lane's host; there from the first test on. */
  readonly host: () => Host;
  /** A test that stands for one of the lane's proofs. */
  readonly proves: (what: Proof, sentence: string, body: () => unknown) => void;
  /** The same tests on an embedded database in the host's folder, and on a new one of a server where one is given. */
  readonly onEachEngine: (tests: (engine: Engine) => void) => void;
}

/** One of the engines. */
export interface Engine {
  /** Runs one compiled file of the host on this engine's database, and gives back the JSON that it printed. */
  readonly run: <Report>(file: string) => Promise<Report>;
  /** Starts one that serves, and waits until it does. */
  readonly serve: (file: string) => Promise<ServedHost>;
  /** The variables that the host's processes have. */
  readonly environment: readonly string[];
}

/**
 * The tests of one lane: its host is the folder of its name in `hosts`, with these packages of ours. The lane's own tests come
 * first. Then the host is held to what it must not need, and the lane's table to what was proven.
 */
export function testLane(
  lane: VerificationLane,
  packageNames: readonly string[],
  tests: (lane: LaneTests) => void,
): void {
  const proven = new Set<Proof>();
  let installed: Host | undefined;
  const host = (): Host => {
    if (installed === undefined) throw new Error("The host is installed before the first test, not earlier.");
    return installed;
  };

  beforeAll(async () => {
    installed = await installHost(lane.name, packageNames);
  });
  afterAll(() => installed?.[Symbol.asyncDispose]());

  tests({
    host,
    proves(what, sentence, body) {
      proven.add(what);
      test(`${what}: ${sentence}`, async () => void (await body()));
    },
    onEachEngine(testsOfEngine) {
      describe("on the embedded database", () => testEngine(host, undefined, testsOfEngine));
      describe.skipIf(serverUrl === undefined)("on PostgreSQL", () => testEngine(host, serverUrl, testsOfEngine));
    },
  });

  test("the packages' types come from themselves: no driver or query builder has to have types in the host", () => {
    const askedFor = [...packageNames, "@types/node", "typescript", "undici-types", "zod"];
    const { typesFrom } = host();
    expect(typesFrom).toEqual(expect.arrayContaining([...packageNames]));
    expect(typesFrom.filter((name) => !askedFor.includes(name) && !name.startsWith("@typescript/"))).toEqual([]);
  });

  test("what the host's processes loaded was noted", () => {
    expect(host().loaded()).toEqual(expect.arrayContaining(packageNames.map((name) => `${name}/dist/index.js`)));
  });

  test.each(lane.mustNotNeed)("the host is without %s", (capability) => expectAbsence(capability, host()));

  test("every proof of the lane's table has its test", () => {
    expect([...proven].sort()).toEqual([...lane.proves].sort());
  });
}

function testEngine(host: () => Host, server: string | undefined, tests: (engine: Engine) => void): void {
  let database: FreshDatabase | undefined;

  beforeAll(async () => {
    if (server !== undefined) database = await freshDatabase(server);
  });
  afterAll(() => database?.[Symbol.asyncDispose]());

  tests({
    run: (file) => runInHost(host(), file, database?.url),
    serve: (file) => serveInHost(host(), file, database?.url),
    environment: server === undefined ? [] : ["DATABASE_URL"],
  });

  test("the host's own tests run on the packed testing kit, by Node's runner", async () => {
    const { folder } = host();
    const args = ["--test-reporter=tap", join(folder, "dist/desk.test.js")];
    const { code, stdout, stderr } = await runNode(args, folder, server);
    expect({ code, stderr, stdout }).toMatchObject({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^# pass 1$/m);
  });

  test("the database was given no extension", async () => {
    // The embedded one has those alone that were loaded, and all that was loaded is looked at in the end.
    if (database !== undefined) expect(await database.extensions()).toEqual(["plpgsql"]);
  });
}

async function expectAbsence(capability: Capability, host: Host): Promise<void> {
  if (isOptionalPart(capability)) {
    expect(tracesOf(capability, { installed: host.installed, loaded: host.loaded() })).toEqual([]);
  } else if (capability === "any key") {
    const { stdout } = await runNode(["-p", "Object.keys(process.env).length"], host.folder);
    expect(stdout).toBe("0\n");
  } else {
    const call =
      'fetch("http://127.0.0.1:65535/").catch((error) => console.log(error.cause?.message ?? error.message))';
    const { stdout } = await runNode(["-e", call], host.folder, "postgres://127.0.0.1:5432/one");
    expect(stdout).toBe("This host must not connect to 127.0.0.1:65535.\n");
  }
}
