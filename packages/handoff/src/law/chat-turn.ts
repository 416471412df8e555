import type { Json, JsonObject } from "@scoria/core";
import { isArray } from "./carries.ts";
import { type ChatRole, chatRole } from "./chat-roles.ts";
import { wordsOf } from "./key-words.ts";
import { plainSpelling } from "./look-alikes.ts";

/** What an object of the shape `{ role: "user", content: "…" }` says of a chat. */
export interface ChatTurn {
  readonly role: ChatRole;
  /** Whether the object is a turn in a chat whatever stands beside it. */
  readonly isCertain: boolean;
}

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(" "));

/** Members that tell who speaks, and in nothing else would. */
const speakers = setOf(
  "role speaker speakerrole senderrole authorrole messagerole chatrole sendertype authortype usertype",
);
/** Members that may tell who speaks. */
const perhapsSpeakers = setOf(
  "type kind from sender author by who source party event messagetype msgtype participant side name actor",
);
/** What a model is sent and sends under these names is a message. */
const contents = setOf("content contents parts toolcalls functioncall");
const perhapsContents = setOf(
  "text message messages msg body value utterance say said data output input response reply blocks items kwargs",
);
/** How LangChain calls a turn; a `type` is nothing else that is called so. */
const isMessageClass = /^(?:human|ai|(?:human|ai|system|tool|chat|function)message(?:chunk)?)$/i;

/** Undefined when the object is none: it has no member that names a part in a chat, or nothing that was said. */
export function chatTurn(value: JsonObject): ChatTurn | undefined {
  let tag: ChatTurn | undefined;
  let said: "content" | "perhaps" | undefined;
  for (const [key, member] of Object.entries(value)) {
    const name = wordsOf(plainSpelling(key)).join("");
    if (contents.has(name) && isSaid(member)) said = "content";
    else if (perhapsContents.has(name) && isSaid(member)) said ??= "perhaps";
    if (tag?.isCertain === true) continue;
    tag = (typeof member === "boolean" ? sideOf(name, member) : tagOf(name, member)) ?? tag;
  }
  if (tag === undefined || said === undefined) return undefined;
  return { role: tag.role, isCertain: tag.isCertain && (tag.role.sure || said === "content") };
}

function tagOf(name: string, member: Json): ChatTurn | undefined {
  const isSpeaker = speakers.has(name);
  if (!isSpeaker && !perhapsSpeakers.has(name) && name !== "id") return undefined;
  if (typeof member === "object" && member !== null) {
    if (isArray(member)) return name === "id" ? classOf(member.at(-1)) : undefined;
    return tagOf("role", member.role ?? member.label ?? null) ?? tagOf(name, member.type ?? null);
  }
  if (typeof member !== "string") return undefined;
  const role = name === "id" ? undefined : chatRole(member);
  if (role === undefined) return undefined;
  return { role, isCertain: isSpeaker || (name === "type" && isMessageClass.test(member)) };
}

/** `isUser: false` is said by the other side. */
function sideOf(name: string, isSo: boolean): ChatTurn | undefined {
  const role = /^(?:is|from)/.test(name) ? chatRole(name.replace(/^(?:is|from)+/, "")) : undefined;
  if (role === undefined || role.side === "other") return undefined;
  const isAsking = (role.side === "asks") === isSo;
  return { role: { side: isAsking ? "asks" : "answers", sure: role.sure }, isCertain: false };
}

/** The last part of LangChain's serialized `id`: `["langchain_core", "messages", "HumanMessage"]`. */
function classOf(last: Json | undefined): ChatTurn | undefined {
  const role = typeof last === "string" && isMessageClass.test(last) ? chatRole(last) : undefined;
  return role && { role, isCertain: true };
}

function isSaid(value: Json): boolean {
  if (typeof value === "string") return value.trim() !== "";
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}
