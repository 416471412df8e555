import { afterEach, describe, expect, test, vi } from "vitest";
import { consoleLogger } from "./console-logger.ts";
import { fromPino } from "./from-pino.ts";
import { type LogFields, type Logger, loggerOf, quietLogger, redactingLogger } from "./logger.ts";
import { redactText } from "./redactor.ts";

const stars = { text: (value: string): string => value.replaceAll(/sk-[a-z0-9]+/g, "[redacted]") };

type Line = readonly [level: string, message: string, fields: LogFields];

function keepingLogger(): { readonly logger: Logger; readonly lines: Line[] } {
  const lines: Line[] = [];
  return { lines, logger: loggerOf((level, message, fields) => void lines.push([level, message, fields])) };
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("the console logger", () => {
  function linesOf(log: (logger: Logger) => void, logger: Logger): string {
    let written = "";
    vi.spyOn(process.stderr, "write").mockImplementation((text) => {
      written += String(text);
      return true;
    });
    log(logger);
    return written;
  }

  test("writes warnings and errors unless told otherwise, one JSON line each", () => {
    const all = (logger: Logger): void => {
      logger.debug("d");
      logger.info("i");
      logger.warn("w", { runId: "r" });
      logger.error("e");
    };
    const lines = linesOf(all, consoleLogger()).split("\n");
    expect(lines.slice(0, -1).map((line) => JSON.parse(line) as unknown)).toEqual([
      { runId: "r", level: "warn", time: expect.any(String) as string, message: "w" },
      { level: "error", time: expect.any(String) as string, message: "e" },
    ]);
    expect(lines.at(-1)).toBe("");
    expect(linesOf(all, consoleLogger({ level: "debug" })).match(/\n/g)).toHaveLength(4);
  });

  test("escapes what would start a line, move a cursor or turn text, and keeps it readable as JSON", () => {
    const message = 'a\nb\r\u001b[2J\u007f\u009b1A\u2028\u202e"é';
    const line = linesOf((logger) => logger.error(message), consoleLogger());
    expect(line.slice(0, -1)).toMatch(/^[\x20-\x7e\u00e9]+$/);
    expect(JSON.parse(line)).toMatchObject({ message });
  });

  test("redacts message and fields when it is given a redactor", () => {
    const log = (logger: Logger): void => logger.error("got sk-1", { key: "sk-2" });
    const line = linesOf(log, consoleLogger({ redactor: stars }));
    expect(JSON.parse(line)).toMatchObject({ message: "got [redacted]", key: "[redacted]" });
  });

  test("does not let a field pass for the level or the message", () => {
    const line = linesOf((logger) => logger.error("m", { level: "debug", message: "x" }), consoleLogger());
    expect(JSON.parse(line)).toMatchObject({ level: "error", message: "m" });
  });
});

describe("the redacting logger", () => {
  test("redacts the message, the fields, their keys, and errors in them", () => {
    const { logger, lines } = keepingLogger();
    const error = Object.assign(new Error("bad sk-1"), { code: "E_X" });
    redactingLogger(logger, stars).warn("got sk-1", { "sk-2": 1, list: ["sk-3", { deep: "sk-4" }], error });
    expect(lines).toEqual([
      [
        "warn",
        "got [redacted]",
        {
          "[redacted]": 1,
          list: ["[redacted]", { deep: "[redacted]" }],
          error: { name: "Error", message: "bad [redacted]", code: "E_X" },
        },
      ],
    ]);
  });

  test("never throws, whatever the fields hold and the host's logger does", () => {
    const { logger, lines } = keepingLogger();
    const cyclic: { self?: unknown } = {};
    cyclic.self = cyclic;
    const throws = (): never => {
      throw new Error("no");
    };
    const fields = {
      cyclic,
      getter: {
        get a() {
          return throws();
        },
      },
      proxy: new Proxy({}, { ownKeys: throws, get: throws, getPrototypeOf: throws }),
      big: 1n,
      nan: Number.NaN,
      none: undefined,
      symbol: Symbol("s"),
      when: new Date(0),
      never: new Date(Number.NaN),
      long: "x".repeat(1_000_000),
      many: Array.from({ length: 1_000 }, () => 1),
    };
    redactingLogger(logger, stars).info("m", fields);
    const written = lines[0]?.[2] ?? {};
    expect(written).toMatchObject({
      getter: "(left out: it could not be read)",
      proxy: "(left out: it could not be read)",
      big: "1",
      nan: "NaN",
      none: "(undefined)",
      symbol: "(symbol)",
      when: "1970-01-01T00:00:00.000Z",
      never: "(invalid Date)",
    });
    expect(JSON.stringify(written).length).toBeLessThan(10_000);
    redactingLogger(loggerOf(throws), stars).error("m");
    redactingLogger(logger, { text: throws }).error("sk-1", { a: "sk-1" });
    expect(JSON.stringify(lines[1])).not.toContain("sk-1");
  });

  test("over a quiet logger says nothing", () => {
    expect(redactingLogger(quietLogger, stars).error("x")).toBeUndefined();
  });
});

test("a pino logger gets the fields first, then the message", () => {
  const calls: unknown[] = [];
  const method = (fields: object, message: string): void => void calls.push([fields, message]);
  const logger = fromPino({ debug: method, info: method, warn: method, error: method });
  logger.info("started", { runId: "r" });
  logger.error("failed");
  expect(calls).toEqual([
    [{ runId: "r" }, "started"],
    [{}, "failed"],
  ]);
});

test("a text is left out when its redactor fails, and the end of a huge one always", () => {
  expect(redactText("a sk-1", stars)).toBe("a [redacted]");
  expect(
    redactText("sk-1", {
      text: () => {
        throw new Error("no");
      },
    }),
  ).toBe("(left out: it could not be redacted)");
  expect(redactText("x".repeat(65_536), stars)).toHaveLength(65_536);
  expect(redactText("x".repeat(65_537), stars)).toHaveLength(57_344);
});
