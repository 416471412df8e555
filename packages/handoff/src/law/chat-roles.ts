import { wordsOf } from "./key-words.ts";
import { plainSpelling } from "./look-alikes.ts";

/**
 * A part in a chat between a person and a program. Who is `sure` is one in nothing else; a customer and an agent also
 * stand in orders and contracts, so with them more must speak for a chat.
 */
export interface ChatRole {
  readonly side: "asks" | "answers" | "other";
  readonly sure: boolean;
}

const roles: readonly (ChatRole & { readonly names: string })[] = [
  { side: "asks", sure: true, names: "user human enduser humanuser" },
  { side: "answers", sure: true, names: "assistant ai bot chatbot chatgpt gpt gpto claude copilot gemini llm aiassistant virtualassistant aiagent aibot aimodel" },
  { side: "asks", sure: false, names: "you me customer client caller visitor guest requester shopper" },
  { side: "answers", sure: false, names: "model agent support operator representative rep advisor helpdesk concierge supportagent supportbot" },
  { side: "other", sure: false, names: "system developer tool function toolcall toolresult tooluse functioncall functioncalloutput functionresult ipython" },
  // The user and the assistant of other languages.
  { side: "asks", sure: true, names: "benutzer nutzer benutzerin utilisateur usager usuario usu\u00e1rio utente gebruiker anv\u00e4ndare bruger bruker k\u00e4ytt\u00e4j\u00e4 u\u017cytkownik u\u017eivatel pou\u017e\u00edvate\u013e felhaszn\u00e1l\u00f3 utilizator korisnik kullan\u0131c\u0131 pengguna ng\u01b0\u1eddid\u00f9ng" },
  { side: "answers", sure: true, names: "assistent assistentin asistente assistente asystent avustaja asszisztens asistent asistan asisten tr\u1ee3l\u00fd" },
  { side: "asks", sure: true, names: "\u043f\u043e\u043b\u044c\u0437\u043e\u0432\u0430\u0442\u0435\u043b\u044c \u043a\u043e\u0440\u0438\u0441\u0442\u0443\u0432\u0430\u0447 \u03c7\u03c1\u03ae\u03c3\u03c4\u03b7\u03c2 \u7528\u6237 \u7528\u6236 \u4f7f\u7528\u8005 \u30e6\u30fc\u30b6\u30fc \u30e6\u30fc\u30b6 \uc0ac\uc6a9\uc790 \u0627\u0644\u0645\u0633\u062a\u062e\u062f\u0645 \u0645\u0633\u062a\u062e\u062f\u0645 \u05de\u05e9\u05ea\u05de\u05e9 \u0909\u092a\u092f\u094b\u0917\u0915\u0930\u094d\u0924\u093e \u0e1c\u0e39\u0e49\u0e43\u0e0a\u0e49" },
  { side: "answers", sure: true, names: "\u0430\u0441\u0441\u0438\u0441\u0442\u0435\u043d\u0442 \u0430\u0441\u0438\u0441\u0442\u0435\u043d\u0442 \u043f\u043e\u043c\u043e\u0449\u043d\u0438\u043a \u03b2\u03bf\u03b7\u03b8\u03cc\u03c2 \u52a9\u624b \u52a9\u7406 \u667a\u80fd\u52a9\u624b \u30a2\u30b7\u30b9\u30bf\u30f3\u30c8 \uc5b4\uc2dc\uc2a4\ud134\ud2b8 \ube44\uc11c \u0627\u0644\u0645\u0633\u0627\u0639\u062f \u0645\u0633\u0627\u0639\u062f \u05e2\u05d5\u05d6\u05e8 \u0938\u0939\u093e\u092f\u0915 \u0e1c\u0e39\u0e49\u0e0a\u0e48\u0e27\u0e22" },
]; // prettier-ignore

const rolesByName: ReadonlyMap<string, ChatRole> = new Map(
  roles.flatMap(({ names, side, sure }) => {
    return plainSpelling(names).toLowerCase().split(" ").map((name) => [name, { side, sure }] as const);
  }),
); // prettier-ignore

// Words around a role that do not change it: `HumanMessage`, `ROLE_USER`, `AI reply 2`, `the user`.
const fillers: ReadonlySet<string> = new Set(
  "role roles message messages msg chunk turn reply response author sender speaker chat participant the my an said says".split(
    " ",
  ),
);
const longest = 48;

/** The part in a chat that a word or two name, however they are spelt; undefined for proper names and all else. */
export function chatRole(name: string): ChatRole | undefined {
  if (name.length > longest) return undefined;
  const words = wordsOf(plainSpelling(name)).filter((word) => !fillers.has(word));
  return rolesByName.get(words.join("")) ?? (words.length === 2 ? endsAsAnswerer(words) : undefined);
}

/** A `virtual agent` answers in a chat, but so may a `teaching assistant` among people. */
function endsAsAnswerer(words: readonly string[]): ChatRole | undefined {
  return rolesByName.get(words.at(-1) ?? "")?.side === "answers" ? { side: "answers", sure: false } : undefined;
}
