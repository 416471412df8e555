import { type ChatRole, chatRole } from "./chat-roles.ts";
import { plainSpelling } from "./look-alikes.ts";

/** How chat models mark whose turn it is; in no other text. */
const templateMark =
  /<\|(?:im_start|im_end|im_sep|start_header_id|end_header_id|eot_id|eom_id|user|assistant|system|human|bot|prompter|end_of_turn|start|channel|message)\|>|<(?:start|end)_of_turn>|\[\|(?:human|user|assistant|ai|system)\|\]/i;
// In small letters they may be an index and a shift.
const llamaMark = /\[\/?INST\]|<<\/?SYS>>/;
const askedHeading = /^#{2,4} *(?:human|user|instruction):/im;
const answeredHeading = /^#{2,4} *(?:assistant|ai|gpt|response):/im;
const lineBreak = /\r\n?|[\n\v\f\x85\u2028\u2029]|<br ?\/?>/i;
/** Bullets, quotes, numbers and times before who speaks: `> **`, `3. `, `[2026-03-01 10:04] `. */
const before =
  /^[\s>*_#|"'`~+=\d.:,/()[\]{}<\u2022\u2013\u2014-]{0,60}(?:(?:[AP]M|[TZ])[\s\])\u2013\u2014:-]{1,4}[\d:.]{0,12}[\s\])Z\u2013\u2014-]{0,4}[*_"]{0,3})?/;
const speaker =
  /^(\p{L}[\p{L}\p{N} _.'-]{0,40}?)(?:[*_"'`]{0,3} ?(?:[([][^\n)\]]{0,40}[)\]])?[*_"'`\])]{0,4} ?(?:[:\uff1a>\u2013\u2014]| - |-+>|said:?|says:?|$)|(?<close>[>\])}])|(?<cell>[\t|]|[;,](?=\S)))(?<said>.*)$/u;
const decorated = /^\s*(?:#{1,6} |[*_]{1,3}|[[<({])\S/;
/** Who speaks within a line: after the end of a sentence, or of anything when it is written with a capital. */
const inline =
  /(?:^|[\s|;/)\]}.!?"'])(User|Human|Assistant|AI|Bot|Chatbot|ChatGPT|Claude|USER|HUMAN|ASSISTANT|BOT): ?(?=(\S+)(\s+\S+)?)/g;
const brackets = ["<>", "[]", "()", "{}"];
const twoColons = /:.*?:/s;
// `user: 248450,` is what a program measured, and `User: {{question}}` the form for a chat.
const nothing = /^\s*(?:["']?[\d.,%]+["']?,?|\{\{?[^{}]*\}?\}|\$\{[^{}]*\}|<[^<>]*>)?\s*$/;
const shortest = 10;
const longestLine = 400;

interface Turn {
  readonly role: ChatRole;
  readonly said: string;
  /** Whether it is the row of a table; who may do what is written in tables too. */
  readonly isCell: boolean;
}

/**
 * Whether a text is a chat written down: at least two turns that begin with a part in a chat (`User:` … `Assistant:`), in
 * English or another language, or the marks that chat models put between turns.
 *
 * When both sides can be nothing else, two turns are enough. A customer and an agent, or one side alone, also head the
 * lines of an order: there each must say a sentence, or speak again. Questions and answers, interviews and plays with
 * names are no chats.
 */
export function isTranscript(text: string): boolean {
  if (text.length < shortest) return false;
  const plain = plainSpelling(text);
  if (templateMark.test(plain) || llamaMark.test(plain)) return true;
  if (askedHeading.test(plain) && answeredHeading.test(plain)) return true;
  return (lineBreak.test(plain) && isChat(turnsIn(plain))) || (twoColons.test(plain) && isInlineChat(plain));
}

function isChat(turns: readonly Turn[]): boolean {
  if (turns.length < 2) return false;
  const lines = turns.filter(({ isCell }) => !isCell);
  if (hasSureSides(lines) || goesBackAndForth(turns)) return true;
  const speaking = lines.filter(({ said }) => isSentence(said));
  return speaking.length >= 2 && (hasSides(speaking) || speaking.filter(({ role }) => role.sure).length >= 2);
}

function turnsIn(text: string): readonly Turn[] {
  const lines = text.split(lineBreak);
  return lines.flatMap((line, at) => {
    const start = before.exec(line)?.[0].length ?? 0;
    const match = speaker.exec(line.slice(start, start + longestLine));
    const { close, cell, said = "" } = match?.groups ?? {};
    const role = match === null ? undefined : chatRole(match[1] ?? "");
    if (role === undefined || (close !== undefined && !brackets.includes(line.charAt(start - 1) + close))) return [];
    // A name alone on its line is a heading only if it looks like one.
    const isHeading = said.trim() === "" && !line.includes(":") && !line.includes("\uff1a");
    if (isHeading && !decorated.test(line)) return [];
    const words = said.trim() === "" ? (lines[at + 1] ?? "") : said;
    return nothing.test(words) ? [] : [{ role, said: words, isCell: cell !== undefined }];
  });
}

function isInlineChat(text: string): boolean {
  const turns: Turn[] = [];
  inline.lastIndex = 0;
  for (let match = inline.exec(text); match !== null; match = inline.exec(text)) {
    const [, name = "", first = ""] = match;
    const role = chatRole(name);
    // "The fields are User: and Assistant: …" says nothing of what either said.
    if (role !== undefined && !/^(?:and|or|,|\|)$|^[{<$]/.test(first)) turns.push({ role, said: first, isCell: false });
  }
  return hasSureSides(turns);
}

/** One side, the other, and the first again: the fields of a record do not come back. */
function goesBackAndForth(turns: readonly Turn[]): boolean {
  const sides = turns.map(({ role }) => role.side).filter((side) => side !== "other");
  return sides.filter((side, at) => at > 0 && side !== sides[at - 1]).length >= 2;
}

function hasSureSides(turns: readonly Turn[]): boolean {
  return hasSides(turns.filter(({ role }) => role.sure));
}

function hasSides(turns: readonly Turn[]): boolean {
  return turns.some(({ role }) => role.side === "asks") && turns.some(({ role }) => role.side === "answers");
}

function isSentence(text: string): boolean {
  return /[.?!\u2026]["')\]*_]*\s*$/.test(text) && /\S\s+\S/.test(text);
}
