import { expect, test } from "vitest";
import { ScoriaError } from "../errors/scoria-error.ts";
import { asScoriaError, classifyDatabaseError } from "./classify-error.ts";

const withCode = (code: string, more: object = {}): Error =>
  Object.assign(new Error("secret-parameter"), { code, ...more });

test.each([
  [
    "connection",
    [
      "08006",
      "08P01",
      "57P01",
      "57P02",
      "57P03",
      "53300",
      "53100",
      "53200",
      "58030",
      "40003",
      "25006",
      "ECONNREFUSED",
      "ECONNRESET",
      "EPIPE",
      "ETIMEDOUT",
    ],
  ],
  ["contention", ["40001", "40P01", "55P03", "57014"]],
  ["torn", ["SC001"]],
  ["data", ["22P02", "22012", "23505", "23514"]],
  ["prepared", ["26000", "42P05"]],
  ["other", ["42601", "42P01", "42501", "0A000", "XX000", "28P01", "57P04", "08", "ECONNHELD", ""]],
] as const)("errors are %s by their code", (kind, codes) => {
  for (const code of codes) expect([code, classifyDatabaseError(withCode(code))]).toEqual([code, kind]);
});

test.each([
  "Connection terminated",
  "Connection terminated unexpectedly",
  "Connection terminated due to connection timeout",
  "Client has encountered a connection error and is not queryable",
  "timeout exceeded when trying to connect",
  "timeout expired",
  "Query read timeout",
])("the driver's %j, which has no code, is of the connection", (message) => {
  expect(classifyDatabaseError(new Error(message))).toBe("connection");
});

test("an outdated plan is told from a feature that is not supported", () => {
  expect(classifyDatabaseError(withCode("0A000", { routine: "RevalidateCachedQuery" }))).toBe("prepared");
  expect(classifyDatabaseError(withCode("0A000", { routine: "transformFrameOffset" }))).toBe("other");
});

test("anything thrown is classified, nothing throws", () => {
  const hostile = new Proxy(
    {},
    {
      get() {
        throw new Error("no");
      },
    },
  );
  for (const thrown of [undefined, null, 0, "08006", Symbol("x"), hostile, [], () => 1]) {
    expect(classifyDatabaseError(thrown)).toBe("other");
    expect(asScoriaError(thrown, "reading").code).toBe("DATABASE_UNAVAILABLE");
  }
});

test("Scoria's own errors keep what they are", () => {
  const locked = new ScoriaError("DATABASE_LOCKED", "Locked.");
  expect(asScoriaError(locked, "reading")).toBe(locked);
  expect(classifyDatabaseError(new ScoriaError("DATABASE_UNAVAILABLE", "Gone."))).toBe("connection");
  expect(classifyDatabaseError(new ScoriaError("DATABASE_BUSY", "Busy."))).toBe("contention");
  expect(classifyDatabaseError(locked)).toBe("other");
});

test("contention and a full pool are busy, and may be tried again", () => {
  for (const error of [withCode("40P01"), withCode("55P03"), new Error("timeout exceeded when trying to connect")]) {
    expect(asScoriaError(error, "reading a run")).toMatchObject({ code: "DATABASE_BUSY", retryable: true });
  }
});

test("what leaves holds the state and nothing else of the driver", () => {
  const error = withCode("23505", {
    severity: "ERROR",
    detail: "Key (secret)=(secret-parameter) already exists.",
    query: "insert into t values ('secret-parameter')",
  });
  for (const raw of [
    error,
    withCode("08006"),
    withCode("55P03"),
    withCode("28P01"),
    withCode("ECONNREFUSED"),
    new Error("secret-parameter"),
  ]) {
    const shown = asScoriaError(raw, "writing");
    expect(shown.cause).toBeUndefined();
    expect(`${shown.message} ${JSON.stringify(shown)} ${shown.stack ?? ""}`).not.toContain("secret");
  }
  expect(asScoriaError(error, "writing").details).toEqual({ kind: "data", sqlstate: "23505" });
  expect(asScoriaError(withCode("ECONNREFUSED"), "writing").details).toEqual({
    kind: "connection",
    code: "ECONNREFUSED",
  });
});

test("a wrong password is not worth trying again, a lost connection is", () => {
  expect(asScoriaError(withCode("28P01"), "opening it").retryable).toBe(false);
  expect(asScoriaError(withCode("57P01"), "opening it").retryable).toBe(true);
});
