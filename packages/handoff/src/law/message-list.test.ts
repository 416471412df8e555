import type { Json, JsonObject } from "@scoria/core";
import { expect, test } from "vitest";
import { isMessageList } from "./message-list.ts";

type Container = readonly Json[] | JsonObject;

test.each<[whose: string, value: Container]>([
  ["OpenAI's", [{ role: "user", content: "hi" }]],
  ["OpenAI's calls", [{ role: "assistant", content: null, tool_calls: [{ id: "a" }] }]],
  ["OpenAI's export", [{ author: { role: "user" }, content: { parts: ["hi"] } }]],
  ["Anthropic's", [{ role: "user", content: [{ type: "text", text: "hi" }] }]],
  ["Gemini's", [{ role: "model", parts: [{ text: "hi" }] }]],
  ["Cohere's", [{ role: "CHATBOT", message: "hi" }]],
  ["LangChain's", [{ type: "human", data: { content: "hi" } }]],
  ["LangChain's serialized", [{ id: ["langchain_core", "messages", "HumanMessage"], kwargs: { content: "hi" } }]],
  ["ShareGPT's", [{ from: "human", value: "hi" }, { from: "gpt", value: "hello" }]],
  ["Vercel's", [{ id: "1", role: "user", parts: [{ type: "text", text: "hi" }] }]],
  ["a help desk's", [{ sender: "customer", text: "hi" }, { sender: "agent", text: "hello" }]],
  ["a widget's", [{ text: "hi", isUser: true }, { text: "hello", isUser: false }]],
  ["one turn alone", { role: "assistant", content: "hello" }],
  ["disguised keys and roles", [{ "R\u200bole": "\uff35ser", Content: "hi" }]],
  ["pairs", [["user", "hi"], ["assistant", "hello"]]],
  ["a flat list", ["user", "hi", "assistant", "hello"]],
  ["an object for each turn", [{ user: "hi" }, { assistant: "hello" }]],
  ["by the side that speaks", { user: "Where is it?", assistant: "On its way." }],
  ["columns", { roles: ["user", "assistant"], texts: ["Where is it?", "On its way."] }],
])("a chat is known: %s", (_, value) => {
  expect(isMessageList(value)).toBe(true);
}); // prettier-ignore

test.each<[what: string, value: Container]>([
  ["a team", [{ name: "Ana", role: "editor" }, { name: "Bo", role: "user" }]],
  ["a team with texts", [{ name: "Ana", role: "developer", text: "Writes the docs." }]],
  ["permissions", [{ role: "admin", permissions: ["a"] }, { role: "user", permissions: [] }]],
  ["questions and answers", [{ question: "How?", answer: "So." }]],
  ["a cast", [{ role: "Hamlet", actor: "Ana" }, { role: "Ghost", actor: "Bo" }]],
  ["a play", [{ speaker: "Hamlet", text: "To be." }, { speaker: "Ophelia", text: "My lord." }]],
  ["what a system wrote to a log", [{ type: "system", message: "Disk full" }, { type: "user", message: "clicked" }]],
  ["tools", [{ type: "function", body: "return 1" }, { type: "tool", text: "hammer" }]],
  ["names by role", { user: "Ana", assistant: "Bo" }],
  ["words in pairs", [["user", "Ana"], ["system", "Linux"]]],
  ["an empty turn", [{ role: "user", content: "" }]],
])("no chat is: %s", (_, value) => {
  expect(isMessageList(value)).toBe(false);
}); // prettier-ignore
