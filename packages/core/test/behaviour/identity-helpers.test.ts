import { describe, expect, test } from "vitest";
import { identity, type HeaderMapping, type HeaderSource, type IdentityMapping } from "../../src/index.ts";

const fields = ({ actorId, tenantId, sessionId, metadata }: ReturnType<typeof identity>): unknown => ({
  actorId,
  tenantId,
  sessionId,
  metadata,
});
const refused = (code: string, message: string): unknown => expect.objectContaining({ code, message });
const fromClaims = (claims: unknown, mapping?: unknown): unknown =>
  identity.fromClaims(claims as object, mapping as IdentityMapping<object>);
const fromHeaders = (headers: unknown, mapping: unknown): unknown =>
  identity.fromHeaders(headers as HeaderSource, mapping as HeaderMapping<HeaderSource>);

describe("the claims of a token", () => {
  test.each(["tenant_id", "tenantId", "tenant", "tid", "org_id", "orgId", "organization_id"])(
    "name the actor by sub and the tenant by %s",
    (claim) => {
      const made = identity.fromClaims({ sub: 7, [claim]: " acme ", email: "ana@acme.example", sid: "login-1" });
      expect(fields(made)).toEqual({ actorId: "7", tenantId: "acme", sessionId: null, metadata: {} });
    },
  );

  test("may agree on the tenant under two names", () => {
    expect(identity.fromClaims({ sub: "ana", tid: 42, org_id: "42" }).tenantId).toBe("42");
  });

  test("that name two tenants are refused with both names and no value", () => {
    expect(() => fromClaims({ sub: "ana", tid: "acme", org_id: "globex" })).toThrow(
      refused(
        "INVALID_IDENTITY",
        "claims.tid and claims.org_id differ, so tenantId is not clear. Say which it is: " +
          "identity.fromClaims(claims, { tenantId: … }).",
      ),
    );
    expect(identity.fromClaims({ sub: "ana", tid: "acme", org_id: "globex" }, { tenantId: "org_id" }).tenantId).toBe(
      "globex",
    );
  });

  test.each<[what: string, claims: unknown, mapping: unknown, message: string]>([
    [
      "lack the actor",
      { tid: "acme" },
      undefined,
      "actorId is missing: there is none of sub. Say where it stands: identity.fromClaims(claims, { actorId: … }).",
    ],
    [
      "lack the mapped claim",
      { sub: "ana", tid: "acme" },
      { tenantId: "team" },
      "tenantId is missing: claims.team is not there.",
    ],
    [
      "have nothing for the mapping's function",
      { sub: "ana" },
      { tenantId: () => undefined },
      "tenantId is missing: the mapping's function answered nothing.",
    ],
    [
      "make the mapping's function throw",
      { sub: "ana" },
      { tenantId: (c: { o: { id: string } }) => c.o.id },
      "tenantId could not be read: the mapping's function threw on these claims.",
    ],
    [
      "have a blank tenant beside a full one",
      { sub: "ana", tid: "", org_id: "acme" },
      undefined,
      "claims.tid is blank.",
    ],
    ["have a list", { sub: "ana", tid: ["acme"] }, undefined, "claims.tid is a list, and an identity takes one value."],
    [
      "have an object",
      { sub: "ana", tid: { id: "acme" } },
      undefined,
      "claims.tid must be a string or a finite number.",
    ],
    [
      "are a promise",
      Promise.resolve({ sub: "ana", tid: "acme" }),
      undefined,
      "claims must be awaited first: this is a promise.",
    ],
    [
      "are the token's text",
      "eyJhbGciOi",
      undefined,
      "claims must be the object of claims of a token that the host has verified.",
    ],
    ["are null", null, undefined, "claims must be the object of claims of a token that the host has verified."],
    [
      "are a list",
      [{ sub: "ana" }],
      undefined,
      "claims must be the object of claims of a token that the host has verified.",
    ],
    [
      "have only inherited claims",
      Object.create({ sub: "ana", tid: "acme" }),
      undefined,
      "actorId is missing: there is none of sub. Say where it stands: identity.fromClaims(claims, { actorId: … }).",
    ],
    [
      "throw when read",
      {
        get sub() {
          throw new Error("secret");
        },
      },
      undefined,
      "claims could not be read: a getter or a proxy threw.",
    ],
  ])("that %s are refused", (_, claims, mapping, message) => {
    expect(() => fromClaims(claims, mapping)).toThrow(refused("INVALID_IDENTITY", message));
  });

  test("take a namespaced claim by its name and keep only the metadata that is asked for", () => {
    const claims = {
      sub: "ana",
      "https://acme.example/tenant": "acme",
      locale: "de",
      plan: null,
      email: "a@b.example",
    };
    const made = identity.fromClaims(claims, {
      tenantId: "https://acme.example/tenant",
      metadata: ["locale", "plan", "absent"],
    });
    expect(fields(made)).toEqual({ actorId: "ana", tenantId: "acme", sessionId: null, metadata: { locale: "de" } });
  });

  test("make an identity that the session can be added to", () => {
    const ana = identity.fromClaims({ sub: "ana", tid: "acme" });
    expect(identity({ ...ana, sessionId: "chat-1" })).toMatchObject({ actorId: "ana", sessionId: "chat-1" });
  });

  test("with a misspelt field in the mapping are refused with the right name", () => {
    expect(() => fromClaims({ sub: "ana", tid: "acme" }, { tenantID: "tid" })).toThrow(
      refused(
        "UNKNOWN_OPTION",
        'identity.fromClaims was given the unknown option "tenantID". Did you mean "tenantId"?',
      ),
    );
    expect(() => fromClaims({ sub: "ana", tid: "acme" }, { tenantId: ["tid"] })).toThrow(
      refused("INVALID_INPUT", "mapping.tenantId must be a name or a function."),
    );
    expect(() => fromClaims({ sub: "ana", tid: "acme" }, { metadata: "locale" })).toThrow(
      refused("INVALID_INPUT", "mapping.metadata must be an array of names."),
    );
  });
});

describe("a session object", () => {
  test.each<[shape: string, session: object, expected: object]>([
    ["flat", { userId: 7, tenantId: "acme" }, { actorId: "7", tenantId: "acme", sessionId: null }],
    [
      "with underscores",
      { user_id: "ana", org_id: "acme", session_id: "chat-1" },
      { actorId: "ana", tenantId: "acme", sessionId: "chat-1" },
    ],
    ["nested", { user: { id: "ana" }, tenant: { id: 42 } }, { actorId: "ana", tenantId: "42" }],
    ["with the tenant on the user", { user: { id: "ana", tenantId: "acme" } }, { actorId: "ana", tenantId: "acme" }],
    [
      "with an active organization",
      { session: { id: "login", activeOrganizationId: "acme" }, user: { id: "ana" } },
      { actorId: "ana", tenantId: "acme", sessionId: null },
    ],
    [
      "in our own words",
      { actorId: "ana", tenantId: "acme", sessionId: "chat-1" },
      { actorId: "ana", tenantId: "acme", sessionId: "chat-1" },
    ],
  ])("%s is read", (_, session, expected) => {
    expect(identity.fromSession(session)).toMatchObject(expected);
  });

  test("whose two users differ is refused", () => {
    expect(() => identity.fromSession({ userId: "ana", user: { id: "bo" }, tenantId: "acme" })).toThrow(
      refused(
        "INVALID_IDENTITY",
        "session.userId and session.user.id differ, so actorId is not clear. Say which it is: " +
          "identity.fromSession(session, { actorId: … }).",
      ),
    );
  });

  test("that is a login and no conversation has no session when the mapping says so", () => {
    const session = { userId: "ana", orgId: "acme", sessionId: "login-1" };
    expect(identity.fromSession(session, { sessionId: null }).sessionId).toBeNull();
  });

  test("is read by the host's function, typed", () => {
    const session = { passport: { user: 7 }, account: { key: "acme" } };
    const made = identity.fromSession(session, {
      actorId: ({ passport }) => passport.user,
      tenantId: ({ account }) => account.key,
    });
    expect(made).toMatchObject({ actorId: "7", tenantId: "acme" });
  });
});

describe("headers behind the host's proxy", () => {
  const mapping = { actorId: "X-Forwarded-User", tenantId: "x-tenant" };

  test.each<[what: string, headers: HeaderSource]>([
    ["of fetch", new Headers({ "x-forwarded-user": "ana", "X-Tenant": "acme" })],
    ["of Node", { "x-forwarded-user": "ana", "x-tenant": "acme" }],
    ["in any case", { "X-FORWARDED-USER": "ana", "X-Tenant": "acme" }],
  ])("%s are read by name", (_, headers) => {
    expect(identity.fromHeaders(headers, mapping)).toMatchObject({ actorId: "ana", tenantId: "acme", sessionId: null });
  });

  test.each<[what: string, headers: unknown]>([
    ["joined by Node", { "x-forwarded-user": "mallory, ana", "x-tenant": "acme" }],
    ["as a list", { "x-forwarded-user": ["mallory", "ana"], "x-tenant": "acme" }],
    ["as a list of one", { "x-forwarded-user": ["ana"], "x-tenant": "acme" }],
    ["in two spellings", { "X-Forwarded-User": "mallory", "x-forwarded-user": "ana", "x-tenant": "acme" }],
    [
      "joined by fetch",
      new Headers([
        ["x-forwarded-user", "mallory"],
        ["x-forwarded-user", "ana"],
        ["x-tenant", "acme"],
      ]),
    ],
  ])("that came twice, %s, are refused", (_, headers) => {
    expect(() => fromHeaders(headers, mapping)).toThrow(
      refused(
        "INVALID_IDENTITY",
        "headers.X-Forwarded-User has several values, as when a client sends it beside the proxy.",
      ),
    );
  });

  test.each<[what: string, mapping: unknown, code: string, message: RegExp]>([
    ["no mapping", undefined, "INVALID_INPUT", /^mapping\.actorId is missing: .*any client can send any header/],
    ["no tenant in it", { actorId: "x-user" }, "INVALID_INPUT", /^mapping\.tenantId is missing/],
    [
      "a credential as the actor",
      { actorId: "Authorization", tenantId: "x-tenant" },
      "INVALID_INPUT",
      /^mapping\.actorId names a header that holds a credential/,
    ],
    [
      "a cookie as the session",
      { ...mapping, sessionId: "cookie" },
      "INVALID_INPUT",
      /^mapping\.sessionId names a header that holds a credential/,
    ],
    [
      "no header's name",
      { ...mapping, metadata: ["x tenant"] },
      "INVALID_INPUT",
      /^mapping\.metadata\[0\] must be the name of a header/,
    ],
    [
      "a header that is not there",
      { ...mapping, tenantId: "x-team" },
      "INVALID_IDENTITY",
      /^tenantId is missing: headers\.x-team is not there\.$/,
    ],
  ])("are refused with %s", (_, given, code, message) => {
    const headers = { "x-forwarded-user": "ana", "x-tenant": "acme", authorization: "Bearer x", cookie: "a=b" };
    expect(() => fromHeaders(headers, given)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) as string }),
    );
  });

  test("may leave the tenant to the host of a single one", () => {
    const made = identity.fromHeaders(
      { "x-user": "ana", "x-chat": "chat-1" },
      {
        actorId: "x-user",
        tenantId: () => "acme",
        sessionId: "x-chat",
        metadata: ["x-chat"],
      },
    );
    expect(fields(made)).toEqual({
      actorId: "ana",
      tenantId: "acme",
      sessionId: "chat-1",
      metadata: { "x-chat": "chat-1" },
    });
  });
});
