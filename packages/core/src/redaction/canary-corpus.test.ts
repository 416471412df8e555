import { afterEach, expect, test, vi } from "vitest";
import { ana, createTestScoria } from "../testing/create-test-scoria.ts";
import { storeError } from "../errors/stored-error.ts";
import { ScoriaError } from "../errors/scoria-error.ts";
import { verifyExport } from "../index.ts";
import { consoleLogger } from "../seams/console-logger.ts";
import { loggerOf, redactingLogger } from "../seams/logger.ts";
import { noRedaction, type Redactor } from "../seams/redactor.ts";
import { redactJson } from "./redact-json.ts";
import { secretRedactor } from "./secret-redactor.ts";

const registered = "correct horse é battery";
const redactor = secretRedactor({ values: [registered] });

// Put together here, so that no scanner takes this file for a leak. Letters and digits that repeat nowhere for 40 characters.
const alphabet = "q7Xw2Rk9Tz4Vb6Nm1Lp8Hs3Jd5Gf0Yc-QaWeZrUt";
const word = (length: number, from: RegExp = /[A-Za-z0-9]/): string =>
  Array.from(alphabet.repeat(20))
    .filter((letter) => from.test(letter))
    .join("")
    .slice(0, length);
const hexWord = (length: number): string => "9f3b7c1e5a2d8046".repeat(10).slice(0, length);
const segment = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const jwt = `${segment({ alg: "HS256", typ: "JWT" })}.${segment({ sub: "ana", iat: 1516239022 })}.${word(43)}`;
const pemBody = [word(64), word(64).slice(7) + word(7), `${word(20)}==`].join("\n");
const pem = (kind: string): string => `-----BEGIN ${kind}-----\n${pemBody}\n-----END ${kind}-----`;
const basic = Buffer.from(`ana:${word(16)}`).toString("base64");

/** A secret as it is met, and the part of it that must not be seen anywhere. */
const shapes: readonly (readonly [name: string, text: string, secret: string])[] = [
  ["bearer token", `Bearer ${word(32)}`, word(32)],
  ["basic credentials", `it sent Basic ${basic} and failed`, basic],
  ["a scheme of one's own", `authorization: Token token=${word(12)} realm=x`, word(12)],
  ["JSON web token", jwt, jwt],
  ["private key", pem("PRIVATE KEY"), pemBody],
  ["RSA private key", pem("RSA PRIVATE KEY"), pemBody],
  ["OpenSSH private key", pem("OPENSSH PRIVATE KEY"), pemBody],
  ["PGP private key", pem("PGP PRIVATE KEY BLOCK"), pemBody],
  ["private key without its end", pem("EC PRIVATE KEY").slice(0, 150), pemBody.slice(0, 100)],
  ["private key without its beginning", pem("PRIVATE KEY").slice(40), pemBody.slice(40)],
  ["AWS access key id", `AKIA${"QX2R7TZ4VB6NM3LP"}`, "QX2R7TZ4VB6NM3LP"],
  ["AWS temporary key id", `ASIA${"QX2R7TZ4VB6NM3LP"}`, "QX2R7TZ4VB6NM3LP"],
  ["AWS secret access key", `aws_secret_access_key = ${word(40)}`, word(40)],
  ["GitHub personal token", `ghp_${word(36)}`, word(36)],
  ["GitHub app token", `ghs_${word(36)}`, word(36)],
  ["GitHub fine-grained token", `github_pat_${word(22)}_${word(40)}`, word(40)],
  ["GitLab token", `glpat-${word(20)}`, word(20)],
  ["Slack bot token", `xoxb-${"1234567890"}-${word(24)}`, word(24)],
  ["Slack webhook", `https://hooks.slack.com/services/T0${"1234567"}/B0${"1234567"}/${word(24)}`, word(24)],
  ["Stripe key", `sk_live_${word(24)}`, word(24)],
  ["Stripe webhook secret", `whsec_${word(32)}`, word(32)],
  ["OpenAI key", `sk-${word(40)}`, word(40)],
  ["OpenAI project key", `sk-proj-${word(60, /[\w-]/)}`, word(60, /[\w-]/)],
  ["Anthropic key", `sk-ant-api03-${word(60)}`, word(60)],
  ["Google API key", `AIza${word(35)}`, word(35)],
  ["Google OAuth token", `ya29.${word(40)}`, word(40)],
  ["npm token", `npm_${word(36)}`, word(36)],
  ["Twilio key", `SK${hexWord(32)}`, hexWord(32)],
  ["SendGrid key", `SG.${word(22)}.${word(43)}`, word(43)],
  ["Hugging Face token", `hf_${word(34)}`, word(34)],
  ["database url", `postgres://scoria:${word(12)}@db.internal:5432/scoria`, word(12)],
  ["database url with a slash in its password", `postgres://scoria:a/${word(12)}@db.internal/scoria`, word(12)],
  ["url with a token for a user", `https://${word(20)}@git.example.com/x.git`, word(20)],
  ["query parameter", `https://api.example.com/v1?page=2&access_token=${word(14)}&x=1`, word(14)],
  ["signed url", `https://store.example.com/a?X-Amz-Signature=${hexWord(64)}`, hexWord(64)],
  ["password in a connection string", `Server=db;User Id=sa;Password=${word(12)};Encrypt=true`, word(12)],
  ["cookie header", `Cookie: theme=dark; sid=${word(24)}; lang=en`, word(24)],
  ["API key in words", `the API key: ${word(18)} was refused`, word(18)],
  ["command line", `mysqldump --password ${word(12)} --host db`, word(12)],
  ["payment card", "card 4111 1111 1111 1111 was declined", "4111 1111 1111 1111"],
  ["payment card without groups", "card 5555555555554444 was declined", "5555555555554444"],
  ["registered value", `the door opens with ${registered}!`, registered],
];

const json = (text: string): string => JSON.stringify({ body: text });

/** How a secret may be written, and where half of it may be cut off. */
const encodings: Readonly<Record<string, (text: string) => string>> = {
  plain: (text) => text,
  "in a sentence": (text) => `The call failed: "${text}"\nIt was tried 3 times.`,
  "percent-encoded": (text) => `next=${encodeURIComponent(text)}`,
  "percent-encoded twice": (text) => `next=${encodeURIComponent(encodeURIComponent(text))}`,
  JSON: json,
  "JSON in JSON": (text) => json(json(text)),
  "JSON in JSON in JSON": (text) => json(json(json(text))),
  "JSON with every character escaped": (text) =>
    `"${Array.from(text, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`).join("")}"`,
  base64: (text) => `data: ${Buffer.from(text).toString("base64")}.`,
  base64url: (text) => `/callback/${Buffer.from(text).toString("base64url")}/done`,
  hex: (text) => `(${Buffer.from(text).toString("hex")})`,
  // Half of it is cut off.
  "across the 2,000th character": (text) => `${"- ".repeat(1_000 - 5)}\n${text}`,
  "across the 65,536th character": (text) => `${"- ".repeat(32_768 - 5)}\n${text}`,
};

/** What a sink is given, and all that it shows of it. */
type Sink = (text: string, redact: Redactor) => unknown;

const sinks: Readonly<Record<string, Sink>> = {
  "a stored error's message": (text, redact) => storeError(new Error(text), redact),
  "a stored error's name": (text, redact) => storeError(Object.assign(new Error("x"), { name: text }), redact),
  "what was thrown as text": (text, redact) => storeError(text, redact),
  "a chain of causes": (text, redact) =>
    storeError(new Error(text, { cause: new Error(text, { cause: new Error(text) }) }), redact),
  "an AggregateError": (text, redact) => storeError(new AggregateError([new Error(text), text], "both failed"), redact),
  "details of an error": (text, redact) =>
    storeError(new ScoriaError("INVALID_INPUT", "x", { path: text, list: [text, { [text]: 1 }] }), redact),
  "a log message": (text, redact) => logged((logger) => logger.error(text), redact),
  "log fields": (text, redact) =>
    logged((logger) => logger.warn("x", { text, list: [text, { deep: text }], error: new Error(text) }), redact),
  "keys of log fields": (text, redact) =>
    logged((logger) => logger.warn("x", { [text]: 1, in: { [text]: 2 } }), redact),
  "the console": (text, redact) => printed(text, redact),
  "an exported payload": (text, redact) => redactJson({ input: { text, list: [text] } }, redact).value,
  "keys of an exported payload": (text, redact) => redactJson({ input: { [text]: { [text]: null } } }, redact).value,
};

function logged(log: (logger: ReturnType<typeof loggerOf>) => void, redact: Redactor): unknown {
  const lines: unknown[] = [];
  log(
    redactingLogger(
      loggerOf((...line) => void lines.push(line)),
      redact,
    ),
  );
  return lines;
}

function printed(text: string, redact: Redactor): unknown {
  const written: string[] = [];
  vi.spyOn(process.stderr, "write").mockImplementation((line) => written.push(String(line)) > 0);
  consoleLogger({ redactor: redact }).error(text, { text });
  vi.restoreAllMocks();
  return written.map((line) => JSON.parse(line) as unknown);
}

/** Whether ten characters of the secret in a row can be read in anything that is shown, by whoever tries to decode it. */
function leaks(shown: unknown, secret: string): boolean {
  const readable = textsIn(shown).flatMap(readings);
  return windows(secret).some((part) => readable.some((text) => text.includes(part)));
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [String(value)];
  return Object.entries(value).flatMap(([key, member]) => [key, ...textsIn(member)]);
}

function readings(text: string): readonly string[] {
  const escapes = [text];
  for (let level = 0; level < 4; level += 1) escapes.push(unescaped(escapes.at(-1) ?? ""));
  const runs = [...text.matchAll(/[\w+/-]{12,}/g)].flatMap(([run]) =>
    [0, 1, 2, 3].flatMap((skip) => [Buffer.from(run.slice(skip), "base64"), Buffer.from(run.slice(skip), "hex")]),
  );
  return [...escapes, ...runs.map(String)];
}

function unescaped(text: string): string {
  return text
    .replace(/(?:%[0-9A-F]{2})+/g, (escape) => Buffer.from(escape.replaceAll("%", ""), "hex").toString())
    .replace(/\\u([0-9a-f]{4})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
    .replace(/\\n/g, "\n")
    .replace(/\\(["\\])/g, "$1");
}

function windows(secret: string): readonly string[] {
  const places = Array.from({ length: secret.length - 9 }, (_, at) => secret.slice(at, at + 10));
  return places.filter((part) => part.replace(/\W/g, "").length >= 8);
}

function count(redact: Redactor): { readonly of: number; readonly leaked: readonly string[] } {
  const leaked: string[] = [];
  let of = 0;
  for (const [name, text, secret] of shapes) {
    for (const [encoding, encode] of Object.entries(encodings)) {
      const written = encode(text);
      for (const [place, sink] of Object.entries(sinks)) {
        of += 1;
        if (leaks(sink(written, redact), secret)) leaked.push(`${name}, ${encoding}, in ${place}`);
      }
    }
  }
  return { of, leaked };
}

afterEach(() => {
  vi.restoreAllMocks();
});

test("a secret of a known shape is in nothing that is shown, however it was written", () => {
  const { of, leaked } = count(redactor);
  const sizes = {
    shapes: shapes.length,
    encodings: Object.keys(encodings).length,
    sinks: Object.keys(sinks).length,
  };
  console.log(JSON.stringify({ figure: "secrets taken out", ...sizes, of, found: of - leaked.length }));
  expect(leaked).toEqual([]);
});

test("without a redactor each of them is seen in each place, so the search would find what slips through", () => {
  const { of, leaked } = count(noRedaction);
  const cut = shapes.length * Object.keys(sinks).length * 2;
  expect(leaked.length).toBeGreaterThanOrEqual(of - cut);
});

test("a run full of secrets keeps them in the database, and shows none in its export, its errors and the log", async () => {
  const written = shapes.flatMap(([, text]) => [text, json(text), encodeURIComponent(text)]);
  const lines: unknown[] = [];
  await using scoria = await createTestScoria({
    redactor,
    logger: loggerOf((...line) => void lines.push(line)),
    handlers: {
      async leak(ctx) {
        await ctx.step("tell", () => ({ written, password: 1234, headers: ["x-api-key", "low"] }));
        throw new AggregateError([new Error(written.join("\n").slice(0, 1_500))], "It failed.");
      },
    },
  });
  const input = { written, keys: Object.fromEntries(written.map((text) => [text, text])), pin: { accessToken: "low" } };
  const { runId } = await scoria.startRun(ana, { initialStep: { kind: "leak" }, input });
  const run = await scoria.waitForRun(ana, runId, { until: "settled" });
  const detail = await scoria.getRunDetail(ana, runId);
  expect(detail.input).toEqual(input);
  const exported = await scoria.exportEvidence(ana, runId);
  const shown = [exported.jsonl.split("\n").map(readLine), run, lines];
  for (const [name, , secret] of shapes) expect(leaks(shown, secret), name).toBe(false);
  expect(exported.jsonl).not.toContain('"low"');
  expect(exported).toMatchObject({ redacted: 2 });
  const { head } = exported;
  expect(verifyExport(exported.jsonl, { head })).toEqual({ ok: true, entries: 3, redacted: 2, removed: 0, head });
  expect(await scoria.verifyEvidence(ana, runId, { head })).toEqual({
    ok: true,
    entries: 3,
    redacted: 0,
    removed: 0,
    head,
  });
});

test("a host that sets nothing has secrets taken out, and one that sets noRedaction keeps them", async () => {
  const handlers = {
    async leak() {
      throw new Error(`The call with ${jwt} failed.`);
    },
  };
  for (const [options, message] of [
    [{}, "The call with [redacted:jwt] failed."],
    [{ redactor: noRedaction }, `The call with ${jwt} failed.`],
  ] as const) {
    await using scoria = await createTestScoria({ ...options, handlers });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "leak" }, input: { apiKey: "low" } });
    const run = await scoria.waitForRun(ana, runId, { until: "settled" });
    expect(run).toMatchObject({ status: "failed", error: { message } });
    const keeps = "redactor" in options;
    const exported = await scoria.exportEvidence(ana, runId);
    expect(exported.jsonl.includes('"low"')).toBe(keeps);
    expect(exported).toMatchObject({ redacted: keeps ? 0 : 1 });
  }
});

test("a redactor that fails lets nothing through, and the run goes on", async () => {
  const failing = {
    text: (): string => {
      throw new Error("no");
    },
  };
  await using scoria = await createTestScoria({
    redactor: failing,
    handlers: { note: async (ctx) => ctx.step("a", () => jwt) },
  });
  const { runId } = await scoria.startRun(ana, { initialStep: { kind: "note" }, input: { jwt } });
  expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ status: "completed", output: jwt });
  const { jsonl, head } = await scoria.exportEvidence(ana, runId);
  expect(leaks(jsonl.split("\n").map(readLine), jwt)).toBe(false);
  expect(verifyExport(jsonl, { head })).toMatchObject({ ok: true, redacted: 3 });
});

function readLine(line: string): unknown {
  return line === "" ? "" : JSON.parse(line);
}
