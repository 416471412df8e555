import { readdirSync } from "node:fs";
import pg from "pg";
import { describe, expect, test } from "vitest";
import { startDemo } from "./example-process.ts";

const serverUrl = process.env["SCORIA_TEST_DATABASE_URL"] ?? "";

/** What the story says whichever engine it is told on. */
function expectWholeStory(stdout: string): void {
  expect(stdout).not.toContain("\u001b");
  expect(stdout).toMatch(/worker ([AB]) +charge-card: done by the service\n.*worker \1 +SIGKILL/);
  expect(stdout).toMatch(/charge-card: began again, with the same idempotency key\n.*the service knew the key/);

  const row = (step: string): readonly string[] =>
    new RegExp(`^ +${step} {2,}(.*)$`, "m").exec(stdout)?.[1]?.split(/ {2,}/) ?? [];
  const [attempts, processes, recordedBy, key, timesDone] = row("charge-card");
  expect({ attempts, timesDone }).toEqual({ attempts: "2", timesDone: "1" });
  expect(processes).toMatch(/^A \(\d+\), then B \(\d+\)$|^B \(\d+\), then A \(\d+\)$/);
  expect(processes?.includes(`then ${recordedBy} `)).toBe(true);
  expect(key).toMatch(/^…\S{8}$/);
  for (const step of ["reserve-stock", "print-label"]) {
    expect(row(step)).toEqual(["1", expect.any(String), processes?.slice(0, 1), expect.any(String), "1"]);
  }
  for (const step of ["book-courier", "send-mail"]) expect(row(step).slice(2, 3)).toEqual([recordedBy]);

  expect(stdout.match(/run\.recovered/g)).toHaveLength(2); // in the sentence above the journal, and in it
  expect(stdout.match(/^ +yes {2}/gm)).toHaveLength(6);
  expect(stdout).not.toMatch(/^ +NO/m);
  expect(stdout).toMatch(/verifyEvidence: \d+ entries, the chain holds\./);
  expect(stdout).toContain("At least once for effects, recorded once.");
}

test("on the embedded database the successor of a killed process finishes its run", async () => {
  const demo = startDemo(["--crash", "--embedded"], "postgres://not-asked@127.0.0.1:1/x");
  const { code, stdout, stderr } = await demo.ended();
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain("one process at a time");
  expectWholeStory(stdout);
  const [, first, second] = /asked for its run: (\S+)[^]*asked for its run: (\S+)/.exec(stdout) ?? [];
  expect(first).toBe(second);
  expect(readdirSync(demo.folder)).toEqual([]);
});

describe.skipIf(serverUrl === "")("on a PostgreSQL server", () => {
  test("the other of two workers finishes the run of a killed one, and no database is left behind", async () => {
    const demo = startDemo(["--crash"], serverUrl);
    const { code, stdout, stderr } = await demo.ended();
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("on PostgreSQL, two workers");
    expect(stdout).toMatch(/lease: 4 s here.*30 s is the default/);
    expect(stdout).toMatch(/worker [AB] +was told to end \(SIGTERM\) and ended with 0/);
    expectWholeStory(stdout);
    expect(readdirSync(demo.folder)).toEqual([]);
    expect(await databasesOf(demo.child.pid)).toEqual([]);
  });

  test("an interrupted demo takes its workers and its database with it", async () => {
    const demo = startDemo(["--crash"], serverUrl);
    const pids = await Promise.all(
      ["A", "B"].map(async (name) => Number((await demo.shown(new RegExp(`worker ${name} +.* process (\\d+)`)))[1])),
    );
    expect(await databasesOf(demo.child.pid)).toHaveLength(1);
    demo.child.kill("SIGINT");
    expect(await demo.ended()).toMatchObject({ code: 130, stderr: "" });
    expect(await databasesOf(demo.child.pid)).toEqual([]);
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow("ESRCH");
    expect(readdirSync(demo.folder)).toEqual([]);
  });
});

test("a server that cannot be reached is told in one plain sentence", async () => {
  const { code, stderr } = await startDemo(["--crash"], "postgres://ana:secret@127.0.0.1:1/x").ended();
  expect(code).toBe(1);
  expect(stderr).toMatch(/^The server of DATABASE_URL cannot be used here\. .*ECONNREFUSED.*\n$/);
  expect(stderr).not.toContain("secret");
});

test("--help says what is shown and where, and an unknown option is refused with the same text", async () => {
  const help = await startDemo(["--crash", "--help"]).ended();
  expect(help).toMatchObject({ code: 0, stderr: "" });
  expect(help.stdout).toContain("npm run demo -- --crash --embedded");
  const unknown = await startDemo(["--crash", "--hlep"]).ended();
  expect(unknown).toMatchObject({ code: 64, stdout: "" });
  expect(unknown.stderr).toContain(help.stdout.trim());
});

/** The databases that one demo made and has not dropped. */
async function databasesOf(pid: number | undefined): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ datname: string }>("select datname from pg_database where datname like $1", [
      `scoria\\_crash\\_demo\\_${pid}\\_%`,
    ]);
    return rows.map(({ datname }) => datname);
  } finally {
    await client.end();
  }
}
