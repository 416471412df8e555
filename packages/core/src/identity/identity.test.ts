import { describe, expect, test } from "vitest";
import { identity, type IdentityFields, readIdentity } from "./identity.ts";
import { operatorScope, type OperatorScopeFields, readWho } from "./operator-scope.ts";

const made = (fields: unknown): ReturnType<typeof identity> => identity(fields as IdentityFields);

function refused(message: string): unknown {
  return expect.objectContaining({ code: "INVALID_IDENTITY", message });
}

describe("an identity", () => {
  test("is trimmed, has numbers as text, and is frozen with its metadata", () => {
    const ana = identity({
      actorId: 7,
      tenantId: " acme ",
      sessionId: "chat-1",
      metadata: { channel: "web", tags: ["a"] },
    });
    expect({ ...ana }).toEqual({
      actorId: "7",
      tenantId: "acme",
      sessionId: "chat-1",
      metadata: { channel: "web", tags: ["a"] },
    });
    expect([ana, ana.metadata, ana.metadata.tags].every((part) => Object.isFrozen(part))).toBe(true);
  });

  test.each([{}, { sessionId: undefined }, { sessionId: null }])("without a session has null (%j)", (session) => {
    expect(made({ actorId: "a", tenantId: "t", ...session })).toMatchObject({ sessionId: null, metadata: {} });
  });

  test("keeps fractions, 2^53 - 1 and text of 256 characters", () => {
    expect(identity({ actorId: 1.5, tenantId: Number.MAX_SAFE_INTEGER })).toMatchObject({
      actorId: "1.5",
      tenantId: "9007199254740991",
    });
    expect(identity({ actorId: "é".repeat(256), tenantId: "t" }).actorId).toHaveLength(256);
  });

  test.each<[what: string, value: unknown, message: string]>([
    ["missing", undefined, "tenantId is missing."],
    ["null", null, "tenantId is missing."],
    ["empty", "", "tenantId is blank."],
    ["blank", " \t\u00a0", "tenantId is blank."],
    ["an array of a query string", ["a", "b"], "tenantId must be a string or a finite number."],
    ["an object", { toString: () => "acme" }, "tenantId must be a string or a finite number."],
    ["a boxed string", Object("acme"), "tenantId must be a string or a finite number."],
    ["a boolean", true, "tenantId must be a string or a finite number."],
    ["NaN", Number.NaN, "tenantId must be a string or a finite number."],
    ["Infinity", Number.POSITIVE_INFINITY, "tenantId must be a string or a finite number."],
    ["2^53", 2 ** 53, "tenantId is an integer beyond 2^53, which a number cannot hold exactly; pass it as a string."],
    ["a NUL", "a\u0000", "tenantId holds a control or invisible character."],
    ["a newline inside", "a\nb", "tenantId holds a control or invisible character."],
    ["an ANSI escape", "\u001b[31mroot", "tenantId holds a control or invisible character."],
    ["turned text", "a\u202eb", "tenantId holds a control or invisible character."],
    ["a zero-width space", "ac\u200bme", "tenantId holds a control or invisible character."],
    ["a lone surrogate", "a\ud800", "tenantId holds a lone surrogate."],
    ["257 characters", "x".repeat(257), "tenantId must have at most 256 characters."],
    ["1 MiB", "x".repeat(1_048_576), "tenantId must have at most 256 characters."],
  ])("whose tenant is %s is refused", (_, tenantId, message) => {
    expect(() => made({ actorId: "a", tenantId })).toThrow(refused(message));
    expect(() => made({ actorId: tenantId, tenantId: "t" })).toThrow(refused(message.replace("tenantId", "actorId")));
  });

  test("with a blank session is refused, not taken for none", () => {
    expect(() => made({ actorId: "a", tenantId: "t", sessionId: " " })).toThrow(refused("sessionId is blank."));
  });

  test("with an unknown field is refused with the nearest one", () => {
    expect(() => made({ actorId: "a", tenantID: "t" })).toThrow(
      expect.objectContaining({
        code: "UNKNOWN_OPTION",
        message: 'identity was given the unknown option "tenantID". Did you mean "tenantId"?',
      }),
    );
  });

  test.each<[what: string, metadata: unknown, message: string]>([
    ["an array", [], "metadata must be a plain object."],
    ["null", null, "metadata must be a plain object."],
    ["text", "a", "metadata must be a plain object."],
    ["a Date", new Date(0), "metadata must be a plain object."],
    ["a bigint inside", { a: 1n }, "metadata is refused: metadata.a is a bigint, which JSON cannot hold."],
    [
      "1 MiB",
      { a: "x".repeat(1_048_576) },
      "metadata is refused: metadata has more than 16384 bytes. Store the data elsewhere and pass a reference to it.",
    ],
  ])("with metadata that is %s is refused", (_, metadata, message) => {
    expect(() => made({ actorId: "a", tenantId: "t", metadata })).toThrow(refused(message));
  });

  test.each([undefined, null, 1, "acme", []])("is not made from %j", (fields) => {
    expect(() => made(fields)).toThrow(expect.objectContaining({ code: "INVALID_IDENTITY" }));
  });

  test("is read once, so that what was checked is what is kept", () => {
    const tenants = ["acme", "globex"];
    const fields = {
      actorId: "a",
      get tenantId() {
        return tenants.shift() ?? "initech";
      },
    };
    expect(identity(fields).tenantId).toBe("acme");
  });
});

describe("who acts", () => {
  const ana = identity({ actorId: "ana", tenantId: "acme", sessionId: "s" });
  const operator = operatorScope({ actorId: "ops", tenants: ["acme", 7] });

  test("is an identity or an operator scope, and reaches its tenants only", () => {
    expect(readIdentity(ana)).toBe(ana);
    expect(readWho(ana)).toEqual({ actorId: "ana", tenants: ["acme"], sessionId: "s" });
    expect(readWho(operator)).toEqual({ actorId: "ops", tenants: ["acme", "7"], sessionId: null });
    expect(Object.isFrozen(operator.tenants)).toBe(true);
    expect(() => readIdentity(operator)).toThrow(expect.objectContaining({ code: "INVALID_IDENTITY" }));
  });

  test.each<[what: string, who: unknown]>([
    ["nothing", undefined],
    ["text", "ana"],
    ["a plain object", { actorId: "ana", tenantId: "acme", sessionId: null, metadata: {} }],
    ["a copy with another tenant", { ...ana, tenantId: "globex" }],
    ["a frozen object that inherits", Object.freeze(Object.create(ana, { tenantId: { value: "globex" } }))],
    [
      "an object with the mark that can still change",
      Object.defineProperty({ ...ana }, Symbol.for("scoria.identity"), { value: true }),
    ],
    ["a proxy", new Proxy(ana, { get: () => "globex" })],
    ["its JSON", JSON.parse(JSON.stringify(ana))],
  ])("is not %s", (_, who) => {
    expect(() => readIdentity(who)).toThrow(
      refused("The first argument is not an identity. Make one with scoria.identity({ actorId, tenantId })."),
    );
    expect(() => readWho(who)).toThrow(expect.objectContaining({ code: "INVALID_IDENTITY" }));
  });

  test.each<[what: string, tenants: unknown, message: string]>([
    ["missing", undefined, "tenants must be an array of 1 to 1000 tenant ids."],
    ["none", [], "tenants must be an array of 1 to 1000 tenant ids."],
    ["text", "acme", "tenants must be an array of 1 to 1000 tenant ids."],
    [
      "too many",
      Array.from({ length: 1_001 }, (_, index) => index),
      "tenants must be an array of 1 to 1000 tenant ids.",
    ],
    ["blank", ["acme", " "], "tenants[1] is blank."],
    ["a hole", Array(1), "tenants[0] is missing."],
    ["twice the same", ["7", " 7 ", 8], "tenants names a tenant twice."],
  ])("may not be an operator whose tenants are %s", (_, tenants, message) => {
    expect(() => operatorScope({ actorId: "ops", tenants } as OperatorScopeFields)).toThrow(refused(message));
  });

  test("may be an operator of 1,000 tenants", () => {
    expect(
      operatorScope({ actorId: "ops", tenants: Array.from({ length: 1_000 }, (_, index) => index) }).tenants,
    ).toHaveLength(1_000);
  });
});
