import { expect, test } from "vitest";
import { isTaggedText } from "./tagged-text.ts";
import { isTranscript } from "./transcript-text.ts";

test.each<[how: string, text: string]>([
  ["by lines", "User: hi\nAssistant: hello"],
  ["in bold", "**User:** hi\n\n**Assistant:** hello"],
  ["with headings", "## User\nhi\n## Assistant\nhello"],
  ["in brackets", "[user] hi\n[assistant] hello"],
  ["with times", "[10:04] User: hi\n[10:05] Bot: hello"],
  ["with dates", "2026-03-01T10:00:00Z User: hi\n2026-03-01T10:01:00Z Assistant: hello"],
  ["numbered", "1. Human: hi\n2. AI: hello"],
  ["quoted", "> Human: hi\n> Claude: hello"],
  ["copied from a page", "You said:\nHow do I fix it?\nChatGPT said:\nYou can do this."],
  ["in one line", "Human: hi there. Assistant: hello."],
  ["with look-alikes", "Us\u0435r: hi\n\u0391ssistant: hello"],
  ["in German", "Benutzer: Hallo\nAssistent: Guten Tag"],
  ["in Chinese", "\u7528\u6237\uff1a\u4f60\u597d\n\u52a9\u624b\uff1a\u4f60\u597d"],
  ["in Russian", "\u041f\u043e\u043b\u044c\u0437\u043e\u0432\u0430\u0442\u0435\u043b\u044c: \u043f\n\u0410\u0441\u0441\u0438\u0441\u0442\u0435\u043d\u0442: \u043f"],
  ["of a help desk, in sentences", "Customer: Where is my order?\nAgent: It is on its way."],
  ["of a help desk, back and forth", "Customer: where\nAgent: there\nCustomer: thanks"],
  ["by one side alone", "User: Where is my order?\nUser: Please hurry."],
  ["with marks of a template", "<|im_start|>user\nhi<|im_end|>"],
  ["with marks of Llama", "[INST] hi [/INST] hello"],
  ["with marks of Alpaca", "### Instruction:\nhi\n\n### Response:\nhello"],
  ["as a table", "user,hi\nassistant,hello\nuser,bye"],
])("a chat is known: %s", (_, text) => {
  expect(isTranscript(text)).toBe(true);
}); // prettier-ignore

test.each<[what: string, text: string]>([
  ["a record", "User: ana\nRole: admin\nSystem: Windows 11"],
  ["an order", "Customer: Acme GmbH\nAgent: Bo Larsen\nAmount: 12"],
  ["an interview", "Interviewer: Why?\nCandidate: Because.\nInterviewer: I see."],
  ["a play", "HAMLET: To be.\nOPHELIA: My lord.\nHAMLET: Well."],
  ["questions and answers", "Q: How?\nA: So.\nQ: When?\nA: Now."],
  ["who may do what", "| User | Can view |\n|---|---|\n| Bot | Can post |"],
  ["a sentence about one", "Lines begin with User: or Assistant: in the log."],
  ["a program", "user = load()\nassistant = Assistant(user)\nbot.run([inst])"],
  ["what was measured", "user: 248450,\nsys: 21750,\nmodel: 'i7',\nuser: 256880,"],
  ["the form for one", "You answer briefly.\n\nUser: {{question}}\nAssistant:"],
  ["wrapped prose", "the\nuser, who is new, asks the\nassistant manager and the\nhuman-readable log"],
])("no chat is: %s", (_, text) => {
  expect(isTranscript(text) || isTaggedText(text)).toBe(false);
});

test.each<[notation: string, text: string]>([
  ["YAML", "- role: user\n  content: hi\n- role: assistant\n  content: hello"],
  ["XML", '<m role="user">hi</m><m role="assistant">hello</m>'],
  ["JavaScript", "[{ role: 'user', content: 'hi' }, { role: 'assistant', content: 'hello' }"],
])("messages are known in %s", (_, text) => {
  expect(isTaggedText(text)).toBe(true);
});

test("a program that makes messages has none", () => {
  expect(isTaggedText('[{ role: "system", content: rules }, { role: "user", content: question }]')).toBe(false);
});

test("users with their roles are no messages", () => {
  expect(isTaggedText("- name: ana\n  role: user\n- name: bo\n  role: user")).toBe(false);
});
