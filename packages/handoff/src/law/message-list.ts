import type { Json, JsonObject } from "@scoria/core";
import { isArray } from "./carries.ts";
import { chatRole, type ChatRole } from "./chat-roles.ts";
import { chatTurn, type ChatTurn } from "./chat-turn.ts";

/**
 * Whether a list or an object is a chat as programs keep it: turns that are tagged with who speaks, one turn alone, pairs
 * of speaker and words, or what each side said under the name of that side.
 *
 * A list of people with their roles is none, nor are questions with their answers or the lines of a play: nobody in them
 * has a part that only a chat has, or nothing is said.
 */
export function isMessageList(value: readonly Json[] | JsonObject): boolean {
  if (!isArray(value)) return chatTurn(value)?.isCertain === true || isTurnsByKey(value) || isColumns(value);
  return isTurns(value.flatMap(turnOf)) || isExchange(value.flatMap(roleAndWords)) || isAlternation(value);
}

function turnOf(item: Json): readonly ChatTurn[] {
  if (typeof item !== "object" || item === null || isArray(item)) return [];
  const turn = chatTurn(item);
  return turn === undefined ? [] : [turn];
}

function isTurns(turns: readonly ChatTurn[]): boolean {
  return turns.some(({ isCertain }) => isCertain) || hasBothSides(turns.map(({ role }) => role));
}

/** `["user", "hi"]`, `{ "user": "hi" }`, `{ "user": { "text": "hi" } }` in a list: who, and what was said. */
function roleAndWords(item: Json): readonly ChatRole[] {
  if (typeof item !== "object" || item === null) return [];
  if (!isArray(item)) {
    const members = Object.entries(item);
    return members.length <= 2 ? members.flatMap(([key, member]) => roleWith(key, member)) : [];
  }
  const [who, said] = item;
  return typeof who === "string" && item.length <= 4 ? roleWith(who, said) : [];
}

function roleWith(name: string, said: Json | undefined): readonly ChatRole[] {
  const role = chatRole(name);
  return role === undefined || said === undefined || typeof said === "number" || typeof said === "boolean"
    ? []
    : [role];
}

function isExchange(roles: readonly ChatRole[]): boolean {
  return hasBothSides(roles) && roles.some(({ sure }) => sure);
}

/** `["user", "hi", "assistant", "hello"]` */
function isAlternation(items: readonly Json[]): boolean {
  if (items.length < 4 || items.length % 2 === 1) return false;
  return isExchange(rolesOf(items.filter((_, at) => at % 2 === 0)));
}

/** `{ "user": "Where is it?", "assistant": "On its way." }`: sentences, for two names would be people. */
function isTurnsByKey(value: JsonObject): boolean {
  const spoken = Object.entries(value).filter(([, member]) => typeof member === "string" && isSentence(member));
  return isExchange(spoken.flatMap(([key]) => chatRole(key) ?? []));
}

/** `{ "roles": ["user", "assistant"], "texts": ["Where is it?", "On its way."] }` */
function isColumns(value: JsonObject): boolean {
  const columns = Object.values(value).filter(isList);
  const speakers = columns.filter((column) => isExchange(rolesOf(column)));
  return speakers.some(({ length }) => {
    return columns.some(
      (column) => column.length === length && column.some((said) => typeof said === "string" && isSentence(said)),
    );
  });
}

/** The parts in a chat that texts name, if each of them names one. */
function rolesOf(names: readonly Json[]): readonly ChatRole[] {
  const roles: ChatRole[] = [];
  for (const name of names) {
    const role = typeof name === "string" ? chatRole(name) : undefined;
    if (role === undefined) return [];
    roles.push(role);
  }
  return roles;
}

function isList(value: Json): value is readonly Json[] {
  return typeof value === "object" && value !== null && isArray(value);
}

function hasBothSides(roles: readonly ChatRole[]): boolean {
  return roles.some(({ side }) => side === "asks") && roles.some(({ side }) => side === "answers");
}

function isSentence(text: string): boolean {
  return /[.?!\u2026\u3002\uff1f\uff01]\s*$/.test(text) || /\S\s+\S+\s+\S/.test(text);
}
