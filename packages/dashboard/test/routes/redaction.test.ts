import { verifyExport, type EvidenceHead, type JsonObject } from "@scoria/core";
import type { TestEngine } from "@scoria/core/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FieldName } from "../../src/index.ts";
import { routes } from "../../src/wire/routes.ts";
import { notesLane } from "../notes-lane.ts";
import { onEachEngine } from "../on-each-engine.ts";
import { everything, openDashboard, operatorOf } from "../open-dashboard.ts";
import { openEveryField, type Answer, type EveryField, type Words } from "./every-field.ts";

/** What each field has in it, and in the lane's capitals what the lane shows. */
const words: Words = {
  input: "word-of-input",
  output: "word-of-output",
  error: "word-of-error",
  metadata: "word-of-metadata",
  identity: "word-of-identity",
  runtime: "word-of-runtime",
  "step.input": "word-of-step-input",
  "step.output": "word-of-step-output",
  "step.error": "word-of-step-error",
  "step.context": "word-of-step-context",
  "approval.arguments": "word-of-approval-arguments",
  "approval.reason": "word-of-approval-reason",
  "approval.consequence": "word-of-approval-consequence",
  "approval.decisionReason": "word-of-decision-reason",
  signal: "word-of-signal",
  "child.outcome": "word-of-child-outcome",
  "cancel.reason": "word-of-cancel-reason",
  feedback: "word-of-feedback",
  "schedule.input": "word-of-schedule-input",
  "schedule.metadata": "word-of-schedule-metadata",
  entry: "word-of-entry",
  lane: "WORD-OF-ENTRY",
};
const fields = Object.keys(words) as FieldName[];

/** Where one thing is two: what hides the one hides the other with it. */
const alsoHides: Partial<Record<FieldName, readonly FieldName[]>> = {
  output: ["child.outcome"],
  "step.error": ["error"],
};

/** Digits, capitals and small letters that stand nowhere else. Put together here, so that no scanner takes this file for a leak. */
const letters = (length: number): string => "q7Xw2Rk9Tz4Vb6Nm1Lp8Hs3Jd5Gf0YcQaWeZrUt".repeat(2).slice(0, length);
/** Secrets as they are met, and the part of each that must not be seen. */
const secrets: readonly (readonly [text: string, secret: string])[] = [
  [`ghp_${letters(36)}`, letters(36)],
  [`AKIA${"QX2R7TZ4VB6NM3LP"}`, "QX2R7TZ4VB6NM3LP"],
  [`Bearer ${letters(32)}`, letters(32)],
  [`sk-ant-api03-${letters(60)}`, letters(60)],
  [`postgres://scoria:${letters(12)}@db.internal/scoria`, letters(12)],
  ["4111 1111 1111 1111", "4111 1111"],
];
const numbers = [
  0,
  -0.5,
  0.1 + 0.2,
  1e21,
  5e-324,
  Number.MAX_SAFE_INTEGER,
  1.7976931348623157e308,
  123_456_789.123_456_78,
];

onEachEngine("what an operator is shown", (engine) => {
  describe("where the host hides a field", () => {
    let desk: EveryField;
    let whole: readonly Answer[];
    beforeAll(async () => {
      desk = await openEveryField(engine, words, { numbers });
      whole = await desk.everything();
    });
    afterAll(() => desk[Symbol.asyncDispose]());

    test("has every word in it as long as nothing is hidden", () => {
      expect(missing(whole, fields)).toEqual([]);
    });

    for (const field of fields) {
      test(`has no byte of ${field}, and all else`, async () => {
        const answers = await desk.everything((asked) => (asked.field === field ? "[hidden]" : undefined));
        const hidden = [field, ...(alsoHides[field] ?? [])];
        for (const each of hidden)
          expect({ each, places: placesOf(answers, words[each]) }).toEqual({ each, places: [] });
        expect(
          missing(
            answers,
            fields.filter((each) => !hidden.includes(each)),
          ),
        ).toEqual([]);
        expect(placesOf(answers, "[hidden]").length).toBeGreaterThan(0);
        expectGoodForm(answers);
      });
    }

    test("has no byte of any when the host's function throws, and is still answered", async () => {
      const answers = await desk.everything(() => {
        throw new Error("no");
      });
      for (const field of fields) expect(placesOf(answers, words[field])).toEqual([]);
      expect(answers.map(({ status }) => status)).toEqual(whole.map(({ status }) => status));
      expectGoodForm(answers);
    });

    test("says what was hidden: the host is asked for a field and then for its parts, with whose it is", async () => {
      const asked: JsonObject[] = [];
      await desk.everything(({ field, path, tenantId, runId, operator }) => {
        asked.push({ field, path: path.join("."), tenantId, runId, operator: operator.actorId });
        return undefined;
      });
      expect(new Set(asked.map(({ field }) => field))).toEqual(new Set(fields));
      const places = asked.filter(({ field }) => field === "input").map(({ path }) => path);
      expect(new Set(places)).toEqual(new Set(["", "word", "numbers", ...numbers.map((_, at) => `numbers.${at}`)]));
      expect(asked.every(({ tenantId, operator }) => tenantId === "acme" && operator === "op")).toBe(true);
      const ofNoRun = new Set(asked.filter(({ runId }) => runId === null).map(({ field }) => field));
      expect(ofNoRun).toEqual(new Set(["schedule.input", "schedule.metadata", "lane"]));
    });

    test("has what the host put in place of a part, and numbers to the last digit", async () => {
      const answers = await desk.everything(({ path }) => (path.at(-1) === "word" ? null : undefined));
      const { input } = JSON.parse(textOf(answers, "getRun")) as { readonly input: unknown };
      expect(input).toEqual({ word: null, numbers });
      expect(textOf(whole, "getRun")).toContain(`"numbers":${JSON.stringify(numbers)}`);
    });
  });

  test("of a lane is asked about as nobody's where the operator has several tenants, whatever their order", async () => {
    const asked: unknown[] = [];
    await using desk = await openDashboard(engine, {
      lanes: { notes: notesLane() },
      dashboard: { redact: ({ tenantId, runId }) => void asked.push([tenantId, runId]) },
    });
    const tenantsAsked = async (tenants: readonly string[]): Promise<unknown> => {
      asked.length = 0;
      const operator = operatorOf({ tenants, can: [...everything, "notes.read"] });
      await desk.client(operator).call("readLane", { params: { lane: "notes", name: "written" } });
      return asked[0];
    };
    expect(await tenantsAsked(["acme"])).toEqual(["acme", null]);
    expect(await tenantsAsked(["acme", "globex"])).toEqual([null, null]);
    expect(await tenantsAsked(["globex", "acme"])).toEqual([null, null]);
  });

  test("has no secret of a known shape in it, whatever the host does, and its export still verifies", async () => {
    await using desk = await openWithSecrets(engine);
    const answers = await desk.everything();
    for (const secret of [...secrets.map(([, part]) => part), "low-entropy"]) {
      expect({ secret, places: placesOf(answers, secret) }).toEqual({ secret, places: [] });
    }
    expectGoodForm(answers);
    const { jsonl, head, redacted } = JSON.parse(textOf(answers, "exportRun")) as {
      readonly jsonl: string;
      readonly head: EvidenceHead;
      readonly redacted: number;
    };
    expect(redacted).toBeGreaterThan(5);
    expect(verifyExport(jsonl, { head })).toMatchObject({ ok: true, redacted });
    console.log(JSON.stringify({ figure: "answers searched for secrets", engine, of: answers.length }));
  });
});

function openWithSecrets(engine: TestEngine): Promise<EveryField> {
  const secretWords = Object.fromEntries(
    fields.map((field, at) => [field, `see ${secrets[at % secrets.length]?.[0]}`]),
  );
  return openEveryField(engine, secretWords as unknown as Words, { password: "low-entropy" });
}

function placesOf(answers: readonly Answer[], word: string): readonly string[] {
  return answers.flatMap(({ name, text }) => (text.includes(word) ? [name] : []));
}

/** Fields whose word is nowhere. */
function missing(answers: readonly Answer[], of: readonly FieldName[]): readonly FieldName[] {
  return of.filter((field) => placesOf(answers, words[field]).length === 0);
}

function textOf(answers: readonly Answer[], route: Answer["name"]): string {
  return answers.find(({ name }) => name === route)?.text ?? "";
}

/** However much is hidden, what is answered has the form that the table says. */
function expectGoodForm(answers: readonly Answer[]): void {
  for (const { name, status, text } of answers) {
    if (status === 200 && name !== "streamRun") expect(() => routes[name].answer.parse(JSON.parse(text))).not.toThrow();
  }
}
