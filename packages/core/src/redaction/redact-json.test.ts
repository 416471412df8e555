import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "../decode/json.ts";
import { loggerOf, redactingLogger } from "../seams/logger.ts";
import { noRedaction } from "../seams/redactor.ts";
import { redactJson } from "./redact-json.ts";
import { isSecretKey } from "./secret-key.ts";
import { secretRedactor } from "./secret-redactor.ts";

const redactor = secretRedactor({ values: ["hunter22"] });
const field = "[redacted:secret-field]";

test.each(
  (
    "password Password PASSWORD userPassword user_password db-password password2 password_2 passwordHash newPassword passwd pwd DB_PASS " +
    "smtpPass passphrase secret clientSecret client_secret CLIENT-SECRET secrets secretAccessKey token accessToken access_token refreshToken " +
    "id_token authToken x-auth-token csrfToken accesstoken apiKey api_key apikey API-KEY x-api-key apiKeys metadata.apiKey privateKey " +
    "private_key signingKey accountKey SharedAccessKey authorization Authorization proxy-authorization auth cookie Cookie set-cookie " +
    "credentials jwt bearer otp cvv cardNumber card_number securityCode connectionString session sessionToken session_key JSESSIONID " +
    "user[password] http.request.headers.authorization gen_ai.request.api_key"
  ).split(" "),
)("what stands under %s is a secret", (key) => {
  expect(isSecretKey(key)).toBe(true);
  expect(redactJson({ [key]: "low" }, redactor).value).toEqual({ [key]: field });
});

test.each(
  (
    "tokens tokenCount token_count maxTokens prompt_tokens total_tokens tokenType token_type tokenizer tokenLimit passwordPolicy " +
    "password_reset passwordResetUrl hasSecretName secretary author authorId authorized authorizationUrl cookieConsent sessionId session_id " +
    "key keys primaryKey foreign_key publicKey partitionKey idempotencyKey accessKeyId passenger compass bypass pass passed code codec " +
    "actorId tenantId runId stepKey role input output arguments reason metadata expiresAt requestedBy"
  ).split(" "),
)("what stands under %s is none", (key) => {
  expect(isSecretKey(key)).toBe(false);
});

test("texts and numbers under a secret key go, at any depth; true, false, null and empty text stay", () => {
  const value = {
    token: 1234,
    password: "x",
    a: [{ apiKey: ["a", { b: "c", d: 2 }] }],
    secret: "",
    auth: null,
    cookie: true,
  };
  expect(redactJson(value, redactor)).toEqual({
    redacted: true,
    value: {
      token: field,
      password: field,
      a: [{ apiKey: [field, { b: field, d: field }] }],
      secret: "",
      auth: null,
      cookie: true,
    },
  });
});

test("headers as a list of names and values, or as objects with a name, are known", () => {
  const headers = { pairs: [["X-Api-Key", "low"], ["Accept", "*/*"]], raw: ["Host", "x", "Cookie", "low"] }; // prettier-ignore
  const har = [
    { name: "authorization", value: "low" },
    { key: "password", value: 12 },
    { name: "Accept", value: "*/*" },
  ];
  expect(redactJson({ headers, har }, redactor).value).toEqual({
    headers: { pairs: [["X-Api-Key", field], ["Accept", "*/*"]], raw: ["Host", "x", "Cookie", field] }, // prettier-ignore
    har: [
      { name: "authorization", value: field },
      { key: "password", value: field },
      { name: "Accept", value: "*/*" },
    ],
  });
});

test("a number that is a secret as it is written goes", () => {
  expect(redactJson([4111111111111111, 4111111111111112], redactor).value).toEqual([
    "[redacted:card-number]",
    4111111111111112,
  ]);
});

test("keys that are secrets go, and what stood under two of them stays apart", () => {
  expect(
    redactJson({ "hunter22 a": 1, hunter22: 2, "a hunter22": 3, "[redacted:registered-value]": 4 }, redactor).value,
  ).toEqual({
    "[redacted:registered-value] a": 1,
    "[redacted:registered-value]": 2,
    "a [redacted:registered-value]": 3,
    "[redacted:registered-value] 4": 4,
  });
});

test("a key that could change a prototype is a key like any other", () => {
  const value = JSON.parse('{"__proto__":{"admin":"hunter22"}}') as Json;
  const redacted = redactJson(value, redactor).value as { readonly admin?: unknown };
  expect(JSON.stringify(redacted)).toBe('{"__proto__":{"admin":"[redacted:registered-value]"}}');
  expect(redacted.admin).toBeUndefined();
});

test("with noRedaction everything stays, secret keys included", () => {
  const value = { password: "x", list: ["hunter22"] };
  expect(redactJson(value, noRedaction)).toEqual({ value, redacted: false });
});

test("what is redacted twice is as after the first time", () => {
  const json = fc.jsonValue({ maxDepth: 4 }).filter((value) => !/\\ud[89a-f]/.test(JSON.stringify(value)));
  const member = fc.tuple(fc.constantFrom("password", "name", "value", "a", "hunter22", "set-cookie"), json);
  fc.assert(
    fc.property(fc.array(member), (members) => {
      const first = redactJson(Object.fromEntries(members) as Json, redactor).value;
      expect(redactJson(first, redactor)).toEqual({ value: first, redacted: false });
    }),
  );
});

test("what is nested without end is left out below 256 levels", () => {
  const deep = JSON.parse(`${"[".repeat(1e5)}"hunter22"${"]".repeat(1e5)}`) as Json;
  const { value, redacted } = redactJson(deep, redactor);
  expect(redacted).toBe(true);
  expect(JSON.stringify(value)).toBe(`${"[".repeat(256)}"(left out: it could not be redacted)"${"]".repeat(256)}`);
});

test("what a redactor answers is made text that JSON can hold", () => {
  const odd = { text: (text: string): string => `${text}\ud800\u0000` };
  expect(redactJson(["a"], odd).value).toEqual(["a\ufffd\ufffd"]);
});

test("log fields hide what stands under a secret key, and bytes, maps and sets altogether", () => {
  const lines: unknown[] = [];
  const logger = redactingLogger(
    loggerOf((...line) => void lines.push(line)),
    redactor,
  );
  const fields = {
    apiKey: "low",
    pin: { token: 12n },
    bytes: Buffer.from("hunter22"),
    map: new Map([["token", "low"]]),
  };
  logger.warn("x", { ...fields, headers: ["x-api-key", "low"], set: new Set(["low"]) });
  expect(lines).toEqual([
    [
      "warn",
      "x",
      {
        apiKey: field,
        pin: { token: field },
        bytes: "(a typed array or Buffer)",
        map: "(a Map)",
        headers: ["x-api-key", field],
        set: "(a Set)",
      },
    ],
  ]);
});

test("log fields are redacted before they are cut", () => {
  const lines: unknown[] = [];
  const logger = redactingLogger(
    loggerOf((...line) => void lines.push(line)),
    redactor,
  );
  logger.warn("x", { text: `${"- ".repeat(4_094)}hunter22` });
  expect(JSON.stringify(lines)).toContain("[re…");
  expect(JSON.stringify(lines)).not.toContain("hunt");
});
