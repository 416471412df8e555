import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { redactText } from "../seams/redactor.ts";
import { secretRedactor } from "./secret-redactor.ts";
import { secretShapes } from "./secret-shapes.ts";

const redactor = secretRedactor();
// Put together here, so that no scanner takes this file for a leak.
const github = `ghp_${"a1B2".repeat(9)}`;
const anthropic = `sk-ant-${"a1B2".repeat(9)}`;

const thrice = (value: object): string => JSON.stringify(JSON.stringify(JSON.stringify(value)));

describe("a redacted text", () => {
  test.each<[what: string, text: string, redacted: string]>([
    ["a token, and says which kind", `with ${github}.`, "with [redacted:github-token]."],
    ["the most exact of two kinds", anthropic, "[redacted:anthropic-key]"],
    ["a scheme but not its credentials", `Bearer ${"a1B2".repeat(4)}`, "Bearer [redacted:bearer-token]"],
    [
      "a url but not who is in it",
      "postgres://ana:pw@db:5432/x?a=1",
      "postgres://[redacted:url-user-info]@db:5432/x?a=1",
    ],
    ["other parameters of a url", "/x?page=2&api_key=abc&z=1", "/x?page=2&api_key=[redacted:secret-field]&z=1"],
    ["other members of JSON", '{"a":1,"apiKey":"x\\"y","b":"c"}', '{"a":1,"apiKey":"[redacted:secret-field]","b":"c"}'],
    ["a number in JSON", '{"password": 1234, "b": 2}', '{"password": [redacted:secret-field], "b": 2}'],
    ["JSON that is a text in JSON", '{\\"token\\":\\"x y\\"}', '{\\"token\\":\\"[redacted:secret-field]\\"}'],
    ["JSON that was cut off", '{"a":1,"token":"x y', '{"a":1,"token":"[redacted:secret-field]'],
    [
      "the lines beside a YAML one",
      "user: ana\n  password: swordfish\nport: 1",
      "user: ana\n  password: [redacted:secret-field]\nport: 1",
    ],
    ["Ruby's and PHP's arrow", '"password" => "x", "a" => 1', '"password" => "[redacted:secret-field]", "a" => 1'],
    ["Go's assignment", 'apiKey := "abc"', 'apiKey := "[redacted:secret-field]"'],
    ["what closes after it", "(password=abc)", "(password=[redacted:secret-field])"],
    ["a comma within", "Password=a,b;Server=x", "Password=[redacted:secret-field];Server=x"],
    ["the next argument", "--token abc1 --host db", "--token [redacted:secret-field] --host db"],
    ["the argument after a quoted one", "--token 'a b' --host db", "--token '[redacted:secret-field]' --host db"],
    ["what follows a long argument", `--token ${"x1".repeat(300)} y`, "--token [redacted:secret-field] y"],
    ["a sentence about an argument", "--token is needed, --password too", "--token is needed, --password too"],
    [
      "what is around it within escapes of several kinds",
      '"{\\"a\\":\\"%41\\",\\"token\\":\\"x\\",\\"b\\":1}"',
      '"{\\"a\\":\\"%41\\",\\"token\\":\\"[redacted:secret-field]\\",\\"b\\":1}"',
    ],
    [
      "what is around it in JSON thrice over",
      thrice({ a: "b", token: 'x"y', c: "d" }),
      thrice({ a: "b", token: "[redacted:secret-field]", c: "d" }),
    ],
    [
      "a quoted header's end",
      "-H 'Cookie: a=b; c=\"d\"; e=f' https://x",
      "-H 'Cookie: [redacted:secret-field]' https://x",
    ],
    ["the line after a header", "Cookie: a=b; c=d\nHost: x", "Cookie: [redacted:secret-field]\nHost: x"],
    [
      "the text after a key",
      "-----BEGIN PRIVATE KEY-----\nMII=\n-----END PRIVATE KEY-----\nHost",
      "[redacted:private-key]\nHost",
    ],
    [
      "what stands around base64",
      `<${Buffer.from(`{"password":"abc"}`).toString("base64")}>`,
      "<[redacted:secret-field]>",
    ],
    ["percent signs around it", "a%3D1%26token%3Dabc%26b", "a%3D1%26token%3D[redacted:secret-field]%26b"],
    ["two that overlap once", `token=${github}`, "token=[redacted:github-token]"],
    ["groups of digits that are no card", "4111 1111 1111 1112", "4111 1111 1111 1112"],
    ["a card's neighbours", "1 4111-1111-1111-1111 2", "1 [redacted:card-number] 2"],
  ])("keeps %s", (_, text, redacted) => {
    expect(redactor.text(text)).toBe(redacted);
  });

  test("is as it is when it is redacted again", () => {
    const part = fc.constantFrom(
      ...[
        "password",
        "token: ",
        "=",
        ":",
        '"',
        "'",
        "\\",
        "%3D",
        " ",
        "\n",
        ",",
        "--secret ",
        "Cookie: a=",
        "Bearer ",
        "://a:b@",
      ],
      ...[
        github,
        anthropic,
        "[redacted:jwt]",
        "[redacted:",
        "]",
        "4111111111111111",
        "x1y2",
        Buffer.from(github).toString("base64"),
      ],
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const once = redactor.text(parts.join(""));
        expect(redactor.text(once)).toBe(once);
      }),
      { numRuns: 2_000 },
    );
  });

  test("is the text itself when it holds no secret, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        expect(redactor.text(text)).toBe(text);
      }),
    );
  });

  test("does not let a secret pass for what was redacted before", () => {
    for (const text of [
      `password=[redacted:${github}]`,
      "password=[redacted:jwt]hunter2",
      "password=x[redacted:jwt]",
    ]) {
      expect(redactor.text(text)).not.toMatch(/hunter2|ghp_|=x/);
    }
  });

  test("has nothing left of a secret where its end is cut off", () => {
    for (let at = 60_000; at < 66_000; at += 7) {
      const text = redactText(`${"- ".repeat(at / 2)}\n${github} ${"-".repeat(9_000)}`, redactor);
      expect(text).not.toMatch(/ghp_|a1B2/);
    }
  });

  test("names a detector that is in the table, in small letters", () => {
    expect(secretShapes.map(({ name }) => name).filter((name) => !/^[a-z-]{1,24}$/.test(name))).toEqual([]);
  });
});

describe("registered values", () => {
  const values = ["hunter22", "hunter22-and-more", 'pass"word\\', "zażółć gęślą", "  blanks around  ", "a+b/c?d"];
  const own = secretRedactor({ values });

  test("are taken out as they are, the longest first, without the blanks around them", () => {
    expect(own.text("hunter22-and-more, hunter22")).toBe("[redacted:registered-value], [redacted:registered-value]");
    expect(own.text("(blanks around)")).toBe("([redacted:registered-value])");
    expect(own.text("Hunter22")).toBe("Hunter22");
  });

  test.each(values.map((value) => value.trim()))("are taken out in every encoding that is claimed: %s", (value) => {
    const bytes = Buffer.from(value);
    const forms = [
      encodeURIComponent(value),
      encodeURIComponent(value).toLowerCase(),
      encodeURIComponent(encodeURIComponent(value)),
      JSON.stringify(value),
      JSON.stringify(JSON.stringify(value)),
      JSON.stringify(JSON.stringify(JSON.stringify(value))),
      bytes.toString("base64"),
      bytes.toString("base64url"),
      ...[1, 2, 3].map((before) =>
        Buffer.concat([Buffer.alloc(before, 1), bytes, Buffer.alloc(9, 2)]).toString("base64"),
      ),
      bytes.toString("hex").padEnd(32, "0"),
    ];
    for (const form of forms) {
      const text = own.text(`<${form}>`);
      expect(text, form).toContain("[redacted:registered-value]");
      expect(text, form).not.toContain(form.replace(/^["\\]+|["\\]+$/g, ""));
    }
  });

  test("are taken out where one begins within another", () => {
    const overlapping = secretRedactor({ values: ["abcdef", "defghi"] });
    expect(overlapping.text("abcdefghi")).toBe("[redacted:registered-value]");
  });

  test("are read once: what the host changes afterwards does not count", () => {
    const given = ["first-secret"];
    const read = secretRedactor({ values: given });
    given[0] = "other-secret";
    expect(read.text("first-secret other-secret")).toBe("[redacted:registered-value] other-secret");
  });

  test.each<[what: string, options: unknown, code: string, path: string]>([
    ["no list", { values: "hunter22" }, "INVALID_INPUT", "values"],
    ["what is no text", { values: ["hunter22", 12345678] }, "INVALID_INPUT", "values[1]"],
    ["an empty one, as a variable that is not set gives", { values: [""] }, "INVALID_INPUT", "values[0]"],
    ["one of five characters", { values: [" 12345 "] }, "INVALID_INPUT", "values[0]"],
    ["one that is too long", { values: ["é".repeat(1_000)] }, "INVALID_INPUT", "values[0]"],
    ["half a character", { values: ["hunter22\ud800"] }, "INVALID_INPUT", "values[0]"],
    ["more than 1,000", { values: Array.from({ length: 1_001 }, (_, at) => `value-${at}`) }, "INVALID_INPUT", "values"],
  ])("are refused for %s, and the message repeats none", (_, options, code, path) => {
    expect(() => secretRedactor(options as { values: string[] })).toThrow(
      expect.objectContaining({ code, details: { path }, message: expect.not.stringContaining("hunter") as string }),
    );
  });

  test("of an option that is not known are refused", () => {
    expect(() => secretRedactor({ value: ["hunter22"] } as never)).toThrow(
      expect.objectContaining({ code: "UNKNOWN_OPTION" }),
    );
  });
});
