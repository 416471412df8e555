import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { ana, createTestScoria, bo } from "../testing/create-test-scoria.ts";
import { redactJson } from "./redact-json.ts";
import { secretRedactor } from "./secret-redactor.ts";

const redactor = secretRedactor();

const sentences = `
The token bucket refills at 10 tokens per second.
Max tokens: 4096, prompt tokens: 812, completion tokens: 96
The password reset page was opened twice.
Reset password: click the link in the mail.
Password: must have at least 12 characters.
Your password has been changed. If it was not you, tell us.
The secret to a good refund is a fast answer.
Secret Santa is on 2026-12-18 at 16:00.
She is the secretary of the board.
The session: first a talk, then questions.
Session 7 of the workshop starts at 9:30.
sessionId=chat-42 actorId=ana tenantId=acme
The authorization: who may do what, and why.
Authorization failed for actor ana: approval needed.
Cookie: a small file that a page leaves behind.
We use cookies; see our cookie policy.
Bearer of bad news: the order cannot be refunded.
The bearer token is missing from the request.
Authentication scheme Bearer is not supported here.
Basic understanding of the process is enough.
Use basic authentication behind the proxy.
The API key page is under Settings.
An API key is needed to call this model.
Please rotate your access keys every 90 days.
The primary key: order_id; the foreign key: customer_id
key: value pairs are separated by commas
The key=value form is read, too.
sort=token&order=asc&page=2
grant_type=password is deprecated
response_type=token is not supported
token_type: bearer, expires_in: 3600
token: null
password=undefined
if (token === undefined) return null;
const token = process.env.API_TOKEN;
The field "password" is required.
Unknown option "secret"; did you mean "secrets"?
use --password to set the password, or --token for a token
npm run token:refresh, then session:start
scopes: secrets:read, tokens:write, auth:login
The tokenizer splits "pass word" into two tokens.
Ask for the passport number at the desk.
Boarding pass 12A for flight LH 1234.
The pass rate is 98 %; 3 tests fail, 147 pass.
Credit: 12.50 EUR was given to account 4711.
Card ending in 4242 was charged.
Card payments take 2-3 days.
IBAN DE89 3704 0044 0532 0130 00, BIC COBADEFFXXX
Call +49 30 1234 5678 or +1 (555) 010-9999.
EAN 4006381333931, ISBN 978-3-16-148410-0
Order 2026-000123-7 was refunded: 129.00 EUR.
Invoice INV-2026-11-0042 is due on 2026-12-01.
Tracking number 1Z999AA10123456784 was scanned in Leipzig.
Mail ana@example.com or bo.smith+refund@shop.example.co.uk today.
See https://example.com/reset-password?lang=en#token
https://medium.com/@ana/how-we-run-agents-2f6b1c
git clone ssh://git@github.com/acme/refunds.git
postgres://localhost:5432/scoria cannot be reached
redis://cache:6379/0 answered in 3 ms
http://localhost:3000/approvals?status=pending&limit=20
The image is at data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ
C:\\Users\\ana\\new\\token-notes.txt was not found.
/usr/lib/node_modules/npm/bin/npm-cli.js exited with 1
Error: connect ECONNREFUSED 127.0.0.1:5432
TypeError: Cannot read properties of undefined (reading 'token')
SyntaxError: Unexpected token '<', "<!DOCTYPE "... is not valid JSON
SyntaxError: Unexpected token: punc (}) at line 3
duplicate key value violates unique constraint "orders_pkey"
null value in column "password_hash" violates not-null constraint
relation "api_keys" does not exist
permission denied for table secrets
Rate limit reached: 90,000 tokens per minute. Try again in 6.2 s.
This model's maximum context length is 8192 tokens.
Handler "refund" returned without asking for step "refund/quote", which is recorded.
Run was taken over by another node, so this execution stops.
The approval expires at 2026-11-21T10:15:00.000Z.
between 2026-01-01 00:00:00+00 and 2026-02-01 00:00:00+00
gpt-4o-mini-2024-07-18 answered; text-embedding-3-small was used
sk-learn is not the name; scikit-learn is
Locale sk-SK, currency EUR; de-AT, currency EUR
The risk-adjusted-return-of-the-portfolio is 4 %.
task-force-for-long-and-winding-names-of-things
AKIA is how such ids begin; ghp_ is how others do.
eyJ is how a JSON web token begins.
-----BEGIN CERTIFICATE----- MIIBIjANBg -----END CERTIFICATE-----
-----BEGIN PUBLIC KEY----- MIIBIjANBg -----END PUBLIC KEY-----
ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGJ2cm9rZW4ga2V5IGZvciBhIHRlc3Q ana@laptop
Content-Type: application/json; charset=utf-8
Idempotency-Key: refund-A-17-2026-11-21
X-Request-Id: 7f9c24e8-3b12-4fef-9f1c-2d8e6a1b0c55
cache-control: private, max-age=0, no-store
Please grant us access: we need the storage account name.
The connection string is read from the environment.
Two-factor codes: ask the help desk.
The code=404 came from the upstream at 10:04:55.
Verification code sent to the number ending in 55.
Auth: ok. Billing: ok. Mail: slow.
100% of refunds over 100 EUR are approved by a person.
50%25 off, a+b=c, x<y && y>z; a==b
{"prompt_tokens":812,"completion_tokens":96,"total_tokens":908}
{"tokenCount":12,"maxTokens":4096,"tokenType":"bearer","hasPassword":true,"token":null}
{"passwordPolicy":"strong","secretName":"smtp","authorUrl":"/people/ana","cookieBanner":"off"}
{"sessionId":"chat-1","idempotencyKey":"refund-A-1","partitionKey":"acme","publicKey":"none"}
`
  .split("\n")
  .filter((line) => line !== "");

const numbered = Array.from({ length: 12 }, (_, index) => index + 1);
const hashOf = (text: string | number): Buffer => createHash("sha256").update(String(text)).digest();
const uuidOf = (text: string | number): string =>
  hashOf(text)
    .toString("hex")
    .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*/, "$1-$2-7$3-8$4-$5");
const ids = numbered.flatMap((each) => [
  uuidOf(each),
  `Run ${uuidOf(each)} is waiting.`,
  hashOf(each).toString("hex"),
  `hash ${hashOf(each).toString("hex").toUpperCase()} at seq ${each}`,
  hashOf(each).toString("base64"),
  `sha256-${hashOf(each).toString("base64")}`,
  hashOf(each).toString("base64url").slice(0, 27),
  hashOf(each).toString("hex").slice(0, 40),
  `ORD-${2026_0000 + each * 7919}`,
  `order ${4_000_000_000 + each * 104_729}`,
  String(1_763_700_000_000 + each * 977),
  String(1_763_700_000_000_000 + each * 977),
  new Date(1_763_700_000_000 + each * 86_400_000).toISOString(),
  `${(each * 12.34).toFixed(2)} EUR`,
  `invoice 2026${String(each * 7_654_321).padStart(12, "0")}`,
  `0.${String(4_111_111_111_111_111n + BigInt(each) * 7n)}`,
]);

test("of ordinary sentences, ids, hashes and numbers at most one in a hundred is changed", () => {
  const honest = [...sentences, ...ids];
  const changed = honest.filter((text) => redactor.text(text) !== text);
  console.log(
    JSON.stringify({ figure: "ordinary texts changed", of: honest.length, changed: changed.length, texts: changed }),
  );
  expect(honest.length).toBeGreaterThanOrEqual(200);
  expect(changed.length).toBeLessThanOrEqual(honest.length / 100);
});

test("ordinary data stays as it is", () => {
  const usage = { prompt_tokens: 812, completionTokens: 96, max_tokens: 4_096, tokenCount: 3, token_type: "bearer" };
  const form = { hasPassword: true, token: null, secret: "", passwordResetUrl: "/reset", secretName: "smtp" };
  const ordinary = {
    usage,
    form,
    fields: ["password", "email"],
    author: "ana",
    sessionId: "chat-1",
    at: 1_763_700_000_000,
  };
  expect(redactJson(ordinary, redactor)).toEqual({ value: ordinary, redacted: false });
});

test("the export of an ordinary run has no redacted line", async () => {
  await using scoria = await createTestScoria({
    handlers: {
      async refund(ctx) {
        const decision = await ctx.requestApproval({
          tool: "refund",
          arguments: { cents: 12_900 },
          reason: "over 100 EUR",
        });
        return ctx.step("refund", () => ({ ids, refunded: decision.status }));
      },
    },
  });
  const { runId, approvalId } = await scoria.startWaitingRun(ana, {
    initialStep: { kind: "refund" },
    input: { sentences: ids },
  });
  await scoria.decideApproval(bo, approvalId, { decision: "approved", reason: "checked" });
  await scoria.waitForRun(ana, runId, { until: "settled" });
  expect(await scoria.exportEvidence(ana, runId)).toMatchObject({ redacted: 0 });
});
