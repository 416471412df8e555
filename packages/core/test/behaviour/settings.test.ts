import { readFile, writeFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { isScoriaError, type Environment, type Logger } from "../../src/index.ts";
import { resolveOptions, type ResolvedOptions } from "../../src/resolve-options.ts";
import { quietLogger } from "../../src/seams/logger.ts";
import { allSettings } from "../../src/settings/settings-table.ts";
import { settingsAsMarkdown } from "./settings-as-markdown.ts";

type Read = (resolved: ResolvedOptions) => unknown;

const resolve = (options: object, env: Environment): ResolvedOptions =>
  resolveOptions({ logger: quietLogger, ...options }, env);

interface Case {
  readonly variable: string;
  readonly text: string;
  readonly value: unknown;
  readonly option: object;
  readonly optionValue: unknown;
  readonly byDefault: unknown;
  readonly read: Read;
}

const cases: readonly Case[] = [
  {
    variable: "SCORIA_DATABASE",
    text: "postgres://app:p%40ss@db/app",
    value: "postgres://app:p%40ss@db/app",
    option: { database: "memory:" },
    optionValue: "memory:",
    byDefault: "file:.scoria/db",
    read: ({ database }) => database,
  },
  {
    variable: "SCORIA_MIGRATE",
    text: "check",
    value: "check",
    option: { migrate: "auto" },
    optionValue: "auto",
    byDefault: "auto",
    read: ({ migrate }) => migrate,
  },
  {
    variable: "SCORIA_PREPARED_NAMES",
    text: "on",
    value: true,
    option: { preparedNames: false },
    optionValue: false,
    byDefault: true,
    read: ({ preparedNames }) => preparedNames,
  },
  {
    variable: "SCORIA_RLS",
    text: "on",
    value: true,
    option: { rls: true },
    optionValue: true,
    byDefault: false,
    read: ({ rls }) => rls,
  },
  {
    variable: "SCORIA_NOTIFICATIONS",
    text: "on",
    value: true,
    option: { notifications: false },
    optionValue: false,
    byDefault: true,
    read: ({ notifications }) => notifications,
  },
  {
    variable: "SCORIA_LISTEN_URL",
    text: "postgres://app@db:5432/app",
    value: "postgres://app@db:5432/app",
    option: { listenUrl: "postgresql://db/app" },
    optionValue: "postgresql://db/app",
    byDefault: null,
    read: ({ listenUrl }) => listenUrl,
  },
  {
    variable: "SCORIA_WORKER",
    text: "on",
    value: true,
    option: { worker: false },
    optionValue: false,
    byDefault: true,
    read: ({ node }) => node !== null,
  },
  {
    variable: "SCORIA_WORKER_CONCURRENCY",
    text: "9",
    value: 9,
    option: { worker: { concurrency: 8 } },
    optionValue: 8,
    byDefault: 64,
    read: ({ node }) => node?.concurrency,
  },
  {
    variable: "SCORIA_WORKER_LEASE_MS",
    text: "9000",
    value: 9_000,
    option: { worker: { leaseMs: 8_000 } },
    optionValue: 8_000,
    byDefault: 30_000,
    read: ({ node }) => node?.leaseMs,
  },
  {
    variable: "SCORIA_WORKER_HEARTBEAT_MS",
    text: "900",
    value: 900,
    option: { worker: { heartbeatMs: 800 } },
    optionValue: 800,
    byDefault: 10_000,
    read: ({ node }) => node?.heartbeatMs,
  },
  {
    variable: "SCORIA_WORKER_POLL_MS",
    text: "90",
    value: 90,
    option: { worker: { pollMs: 80 } },
    optionValue: 80,
    byDefault: 1_000,
    read: ({ pollMs }) => pollMs,
  },
  {
    variable: "SCORIA_WORKER_WATCHDOG",
    text: "off",
    value: false,
    option: { worker: { watchdog: true } },
    optionValue: true,
    byDefault: null,
    read: ({ node }) => node?.watchdog,
  },
  {
    variable: "SCORIA_WORKER_GRACE_MS",
    text: "9",
    value: 9,
    option: { worker: { graceMs: 8_000 } },
    optionValue: 8_000,
    byDefault: 25_000,
    read: ({ node }) => node?.graceMs,
  },
  {
    variable: "SCORIA_WORKER_POISON_AFTER",
    text: "9",
    value: 9,
    option: { worker: { poisonAfter: 8 } },
    optionValue: 8,
    byDefault: 5,
    read: ({ node }) => node?.poisonAfter,
  },
  {
    variable: "SCORIA_WORKER_QUARANTINE",
    text: "on",
    value: true,
    option: { worker: { quarantine: false } },
    optionValue: false,
    byDefault: true,
    read: ({ node }) => node?.quarantine !== null,
  },
  ...[
    { variable: "SCORIA_WORKER_QUARANTINE_DOWNS", key: "downs" as const, byDefault: 3 },
    { variable: "SCORIA_WORKER_QUARANTINE_WINDOW_MS", key: "windowMs" as const, byDefault: 300_000 },
    { variable: "SCORIA_WORKER_QUARANTINE_FOR_MS", key: "forMs" as const, byDefault: 600_000 },
  ].map(({ variable, key, byDefault }) => ({
    variable,
    text: "9",
    value: 9,
    option: { worker: { quarantine: { [key]: 8 } } },
    optionValue: 8,
    byDefault,
    read: ({ node }: ResolvedOptions) => node?.quarantine?.[key],
  })),
  {
    variable: "SCORIA_NODE_NAME",
    text: "blue-1",
    value: "blue-1",
    option: { nodeName: "green-1" },
    optionValue: "green-1",
    byDefault: expect.stringMatching(new RegExp(`-${process.pid}$`)),
    read: ({ node }) => node?.name,
  },
  ...[
    { variable: "SCORIA_RAILS_MAX_STEPS", rail: "maxSteps" as const },
    { variable: "SCORIA_RAILS_MAX_TOOL_CALLS", rail: "maxToolCalls" as const },
    { variable: "SCORIA_RAILS_MAX_ACTIVE_MS", rail: "maxActiveMs" as const },
  ].map(({ variable, rail }) => ({
    variable,
    text: "900",
    value: 900,
    option: { rails: { [rail]: 800 } },
    optionValue: 800,
    byDefault: null,
    read: ({ rails }: ResolvedOptions) => rails[rail],
  })),
  {
    variable: "SCORIA_RAILS_MAX_ENTRIES",
    text: "900",
    value: 900,
    option: { rails: { maxEntries: 800 } },
    optionValue: 800,
    byDefault: 10_000,
    read: ({ rails }) => rails.maxEntries,
  },
  {
    variable: "SCORIA_RAILS_MAX_BYTES",
    text: "9000",
    value: 9_000,
    option: { rails: { maxBytes: 8_000 } },
    optionValue: 8_000,
    byDefault: 8_388_608,
    read: ({ rails }) => rails.maxBytes,
  },
  {
    variable: "SCORIA_DEFAULTS_PROVIDER",
    text: "anthropic",
    value: "anthropic",
    option: { defaults: { provider: "ollama" } },
    optionValue: "ollama",
    byDefault: "openai",
    read: ({ defaults }) => defaults.app.provider,
  },
  {
    variable: "SCORIA_DEFAULTS_MODEL",
    text: "large-2",
    value: "large-2",
    option: { defaults: { model: "small-1" } },
    optionValue: "small-1",
    byDefault: "gpt-5-mini",
    read: ({ defaults }) => defaults.app.model,
  },
  {
    variable: "SCORIA_APPROVALS_ALLOW_OWN_REQUESTS",
    text: "false",
    value: false,
    option: { approvals: { allowOwnRequests: true } },
    optionValue: true,
    byDefault: false,
    read: ({ allowOwnRequests }) => allowOwnRequests,
  },
  ...[
    { variable: "SCORIA_RETENTION_PAYLOADS_AFTER_MS", age: "payloadsAfterMs" as const },
    { variable: "SCORIA_RETENTION_RUNS_AFTER_MS", age: "runsAfterMs" as const },
  ].map(({ variable, age }) => ({
    variable,
    text: "9000",
    value: 9_000,
    option: { retention: { [age]: 8_000 } },
    optionValue: 8_000,
    byDefault: null,
    read: ({ retention }: ResolvedOptions) => retention.app[age],
  })),
  {
    variable: "SCORIA_RETENTION_PERIODIC",
    text: "off",
    value: false,
    option: { retention: { periodic: false } },
    optionValue: false,
    byDefault: true,
    read: ({ retention }) => retention.periodic,
  },
  {
    variable: "SCORIA_RETENTION_EVERY_MS",
    text: "9000",
    value: 9_000,
    option: { retention: { everyMs: 8_000 } },
    optionValue: 8_000,
    byDefault: 600_000,
    read: ({ retention }) => retention.everyMs,
  },
];

/** Any text is a name. */
const freeText = ["SCORIA_NODE_NAME", "SCORIA_DEFAULTS_PROVIDER", "SCORIA_DEFAULTS_MODEL"];

describe("every production setting", () => {
  test("is tried here", () => {
    const tried = [...cases.map(({ variable }) => variable), "SCORIA_LOG_LEVEL"];
    expect(tried.toSorted()).toEqual(allSettings.map(({ variable }) => variable).toSorted());
  });

  test.each(cases)("$variable comes before the option, and the option before the default", (each) => {
    expect(each.read(resolve({}, {}))).toEqual(each.byDefault);
    expect(each.read(resolve(each.option, {}))).toEqual(each.optionValue);
    expect(each.read(resolve({}, { [each.variable]: each.text }))).toEqual(each.value);
    expect(each.read(resolve(each.option, { [each.variable]: each.text }))).toEqual(each.value);
  });

  test.each(allSettings.map(({ variable }) => variable))(
    "%s that is empty or blank is refused by its name",
    (variable) => {
      expect(refusalOf(variable, "")).toBe(`${variable} is empty. Give it a value, or do not set it.`);
      for (const text of [" ", "\t\n"]) expect(refusalOf(variable, text)).toMatch(new RegExp(`^${variable} must `));
    },
  );

  test.each(allSettings.map(({ variable }) => variable).filter((variable) => !freeText.includes(variable)))(
    "%s refuses what it does not mean, and repeats nothing of it",
    (variable) => {
      for (const text of [
        "abc",
        "0",
        "-1",
        "1e3",
        "yes",
        "+5",
        "08",
        "0x10",
        "1.5",
        "1,000",
        " 5",
        "5 ",
        "TRUE",
        "NaN",
        "9".repeat(30),
      ]) {
        expect([text, refusalOf(variable, text)]).toEqual([
          text,
          expect.stringMatching(new RegExp(`^${variable} must `)),
        ]);
      }
    },
  );
});

function refusalOf(variable: string, text: string): string | undefined {
  try {
    resolve({}, { [variable]: text });
  } catch (error) {
    if (!isScoriaError(error, "INVALID_INPUT")) throw error;
    expect(error.details).toEqual({ path: variable });
    return error.message;
  }
  return undefined;
}

describe("a setting", () => {
  test.each([
    "mysql://root:hunter2@db/x",
    "postgres://app:12/hunter2@db/x",
    "postgres://[hunter2",
    "file:",
    "file:  ",
    "memory",
    "https://db",
  ])("of the database that is no url of one (%s) is refused without it", (text) => {
    expect(refusalOf("SCORIA_DATABASE", text)).toMatch(
      /^SCORIA_DATABASE must be postgres:\/\/…, file:<folder> or memory:/,
    );
    expect(refusalOf("SCORIA_DATABASE", text)).not.toContain("hunter2");
  });

  test("of the node's name has at most 200 characters", () => {
    expect(refusalOf("SCORIA_NODE_NAME", "n".repeat(201))).toBe(
      "SCORIA_NODE_NAME must be text of 1 to 200 characters that is not blank.",
    );
  });

  test("turns the worker off and on, whatever the options say", () => {
    expect(resolve({ worker: { concurrency: 3 } }, { SCORIA_WORKER: "off" }).node).toBeNull();
    expect(resolve({ worker: false }, { SCORIA_WORKER: "on", SCORIA_WORKER_CONCURRENCY: "3" }).node?.concurrency).toBe(
      3,
    );
    expect(resolve({ worker: false }, { SCORIA_WORKER_CONCURRENCY: "3" }).node).toBeNull();
  });

  test("may forbid own requests, and never allows what the code does not", () => {
    const variable = "SCORIA_APPROVALS_ALLOW_OWN_REQUESTS";
    expect(refusalOf(variable, "true")).toBe(
      `${variable} may only be false, as a variable must not loosen what the code decides. Set approvals.allowOwnRequests in the options.`,
    );
    const allowed = { approvals: { allowOwnRequests: true } };
    expect(resolve(allowed, { [variable]: "true" }).allowOwnRequests).toBe(true);
    expect(resolve(allowed, { [variable]: "off" }).allowOwnRequests).toBe(false);
  });

  test("may switch row security on, and never off", () => {
    const variable = "SCORIA_RLS";
    expect(resolve({ rls: false }, { [variable]: "true" }).rls).toBe(true);
    expect(() => resolve({ rls: true }, { [variable]: "off" })).toThrow(
      expect.objectContaining({
        code: "INVALID_INPUT",
        message: `${variable} may only be true, as a variable must not loosen what the code decides. Set rls in the options.`,
      }),
    );
  });

  test("that is overridden is still checked", () => {
    expect(() => resolve({ worker: { concurrency: 0 } }, { SCORIA_WORKER_CONCURRENCY: "5" })).toThrow(
      expect.objectContaining({
        code: "INVALID_INPUT",
        message: "worker.concurrency must be an integer from 1 to 10000.",
      }),
    );
  });

  test("of the database stands in for an option that is undefined", () => {
    expect(() => resolve({ database: undefined }, {})).toThrow(expect.objectContaining({ code: "INVALID_INPUT" }));
    expect(resolve({ database: undefined }, { SCORIA_DATABASE: "memory:" }).database).toBe("memory:");
  });

  test("of the database decides how tables are migrated, unless that is said", () => {
    expect(resolve({ database: "memory:" }, { SCORIA_DATABASE: "postgres://db/x" }).migrate).toBe("check");
    expect(resolve({ database: "postgres://db/x" }, { SCORIA_DATABASE: "memory:" }).migrate).toBe("auto");
  });

  test("of the heartbeat is named as it was set when it does not fit the lease", () => {
    const refused = (message: string): unknown => expect.objectContaining({ code: "INVALID_INPUT", message });
    expect(() => resolve({ worker: { leaseMs: 1_000 } }, { SCORIA_WORKER_HEARTBEAT_MS: "501" })).toThrow(
      refused(
        "SCORIA_WORKER_HEARTBEAT_MS must be at most half of worker.leaseMs, or one late heartbeat loses every run.",
      ),
    );
    expect(() => resolve({ worker: { heartbeatMs: 501 } }, { SCORIA_WORKER_LEASE_MS: "1000" })).toThrow(
      refused(
        "worker.heartbeatMs must be at most half of SCORIA_WORKER_LEASE_MS, or one late heartbeat loses every run.",
      ),
    );
    expect(resolve({}, { SCORIA_WORKER_LEASE_MS: "900" }).node?.heartbeatMs).toBe(300);
  });

  test.each([
    ["worker.watchdog", "worker.leaseMs", { worker: { watchdog: true, leaseMs: 499 } }, {}],
    ["SCORIA_WORKER_WATCHDOG", "worker.leaseMs", { worker: { leaseMs: 499 } }, { SCORIA_WORKER_WATCHDOG: "on" }],
    ["worker.watchdog", "SCORIA_WORKER_LEASE_MS", { worker: { watchdog: true } }, { SCORIA_WORKER_LEASE_MS: "499" }],
    ["worker.heartbeatMs", "worker.leaseMs", { worker: { heartbeatMs: 16_000 } }, {}],
    ["worker.heartbeatMs", "worker.leaseMs", { worker: { heartbeatMs: 2, leaseMs: 3 } }, {}],
    ["worker.heartbeatMs", "worker.leaseMs", { worker: { leaseMs: 1 } }, {}],
  ])("%s that makes no sense beside %s is refused, and both are named", (one, other, options, env) => {
    expect(() => resolve(options, env)).toThrow(
      expect.objectContaining({
        code: "INVALID_INPUT",
        details: { path: one },
        message: expect.stringMatching(new RegExp(`^${one} .*${other}`)) as string,
      }),
    );
  });

  test("of the watchdog is off by itself with a lease that is too short for it", () => {
    expect(resolve({ worker: { leaseMs: 499 } }, {}).node?.watchdog).toBe(false);
    expect(resolve({ worker: { leaseMs: 500, watchdog: true } }, {}).node?.watchdog).toBe(true);
  });

  test("of the log level goes for the default logger", () => {
    const written: string[] = [];
    const write = process.stderr.write.bind(process.stderr);
    process.stderr.write = (text: string | Uint8Array): boolean => written.push(String(text)) > 0;
    try {
      resolveOptions({}, { SCORIA_LOG_LEVEL: "info" }).logger.info("said at info");
      resolveOptions({}, {}).logger.info("not said by default");
      resolveOptions({}, { SCORIA_LOG_LEVEL: "error" }).logger.warn("not said at error");
    } finally {
      process.stderr.write = write;
    }
    expect(written.join("")).toContain("said at info");
    expect(written.join("")).not.toContain("not said");
  });
});

describe("a variable that is no setting", () => {
  function warningsOf(env: Environment): readonly string[] {
    const warnings: string[] = [];
    const logger: Logger = { ...quietLogger, warn: (message) => void warnings.push(message) };
    resolveOptions({ logger }, env);
    return warnings;
  }

  test("is told in the log, with the nearest that is one", () => {
    expect(warningsOf({ SCORIA_WORKER_CONCURENCY: "hunter2", SCORIA_COLOUR: "hunter2" })).toEqual([
      "The variable SCORIA_COLOUR is no setting of Scoria, so it changes nothing. Take it away if nothing else reads it.",
      "The variable SCORIA_WORKER_CONCURENCY is no setting of Scoria, so it changes nothing. Did you mean SCORIA_WORKER_CONCURRENCY?",
    ]);
  });

  test("is left alone when it is of tests, or not of Scoria", () => {
    expect(
      warningsOf({ SCORIA_TEST_DATABASE_URL: "x", SCORIA_DATABASE: "memory:", PATH: "x", MY_SCORIA_X: "x" }),
    ).toEqual([]);
  });
});

const begin = "<!-- settings: this table is written from the code -->";
const end = "<!-- end of settings -->";

test("the docs have the settings as they are (SCORIA_TEST_WRITE_DOCS=1 writes them)", async () => {
  const page = new URL("../../../../docs/settings.md", import.meta.url);
  const text = await readFile(page, "utf8");
  const [before, after] = [text.indexOf(begin) + begin.length, text.indexOf(end)];
  expect(before).toBeLessThan(after);
  const expected = `\n\n${settingsAsMarkdown()}\n\n`;
  if (process.env.SCORIA_TEST_WRITE_DOCS === "1") {
    await writeFile(page, text.slice(0, before) + expected + text.slice(after));
    return;
  }
  expect(text.slice(before, after)).toBe(expected);
});
