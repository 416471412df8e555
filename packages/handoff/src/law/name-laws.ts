import type { UnsafeReason } from "./unsafe-finding.ts";

/**
 * What may not stand under a name. True, false and null may stand under any, and a number under most: they carry no
 * conversation, and `"private": true`, `"history": 12` are common.
 *
 * - `state`: text, lists and objects, whatever is in them
 * - `handle`: the same, and numbers: a session is taken up again by its number
 * - `record`: lists and objects; a text is judged by what it says alone
 * - `secret`: text that is no placeholder, numbers, lists, and objects that are no schema
 * - `token`: text that is no placeholder, lists, and objects of anything but numbers: `tokens: 812` and
 *   `tokens: { prompt: 700, completion: 112 }` are counts
 * - `password`: text without blanks that is no ordinary word: `pw` and `pass` stand for much else
 * - `opaque`: text as keys have it, long, with digits and letters mixed and without blanks
 * - `pin`: four to eight digits
 */
export type Carrier = "state" | "handle" | "record" | "secret" | "token" | "password" | "opaque" | "pin";

export interface NameLaw {
  readonly reason: UnsafeReason;
  readonly carrier: Carrier;
  /**
   * Where in a key the name stands: at its end, perhaps run together with what is before it (`chathistory`), as its last
   * word, because it is too short to know within another, or alone.
   */
  readonly place: "end" | "last word" | "alone";
}

const end = "end";
const lastWord = "last word";
const alone = "alone";

const laws: readonly (NameLaw & { readonly names: string })[] = [
  { reason: "transcript", carrier: "state", place: end, names: "transcript transcripts" },
  { reason: "messages", carrier: "state", place: end, names: "messages msgs messagelist messagearray messagelog messagelogs" },
  { reason: "messages", carrier: "record", place: end, names: "messagethread messagestack messagebuffer messageturns" },
  { reason: "history", carrier: "state", place: end, names: "history histories chatlog chatlogs conversationlog dialoglog dialoguelog" },
  { reason: "history", carrier: "state", place: end, names: "chathist conversationhist convohist convhist dialoghist messagehist msghist" },
  { reason: "history", carrier: "record", place: end, names: "conversation conversations convo convos chatthread conversationthread" },
  { reason: "history", carrier: "record", place: end, names: "chatmemory conversationmemory chatbuffer conversationbuffer chatturns conversationturns dialogturns" },
  { reason: "session", carrier: "handle", place: end, names: "session sessionstate" },
  { reason: "session", carrier: "state", place: end, names: "sessions sessionstates" },
  { reason: "headers", carrier: "state", place: end, names: "headers hdrs headerlist headermap headerdict httpheader requestheader responseheader rawheader" },
  { reason: "cookies", carrier: "state", place: end, names: "cookies cookiejar cookiejars setcookies" },
  { reason: "cookies", carrier: "secret", place: end, names: "cookie setcookie cookieheader" },
  { reason: "runtime-state", carrier: "state", place: end, names: "providerstate runtimestate socketstate socket sockets assigns" },
  { reason: "runtime-state", carrier: "record", place: end, names: "conversationstate chatstate dialogstate dialoguestate connectionstate processstate modelstate llmstate" },
  { reason: "runtime-state", carrier: "state", place: alone, names: "private" },
  { reason: "secret", carrier: "state", place: end, names: "secrets" },
  { reason: "secret", carrier: "secret", place: end, names: "secret password passwords passwd passwds pwd pwds passphrase passphrases passcode passcodes" },
  { reason: "secret", carrier: "secret", place: end, names: "apikey apikeys privatekey privatekeys secretkey secretkeys accesskey accesskeys signingkey signingkeys" },
  { reason: "secret", carrier: "secret", place: end, names: "encryptionkey decryptionkey masterkey authkey sshkey sshkeys hmackey deploykey webhookkey adminkey sessionkey recoverykey" },
  { reason: "secret", carrier: "secret", place: end, names: "dbpass databasepass userpass smtppass mailpass ftppass pgpass redispass connectionstring connectionstrings" },
  { reason: "secret", carrier: "secret", place: end, names: "mfacode twofactorcode otpcode onetimecode verificationcode securitycode recoverycode recoverycodes backupcodes" },
  { reason: "secret", carrier: "secret", place: end, names: "cardnumber cardnumbers seedphrase recoveryphrase" },
  { reason: "secret", carrier: "secret", place: lastWord, names: "otp totp cvv cvc" },
  { reason: "secret", carrier: "password", place: lastWord, names: "pw" },
  { reason: "secret", carrier: "opaque", place: end, names: "accountkey storagekey servicekey licensekey sharedkey" },
  { reason: "secret", carrier: "password", place: alone, names: "pass" },
  { reason: "secret", carrier: "pin", place: lastWord, names: "pin pincode" },
  { reason: "credentials", carrier: "secret", place: end, names: "credential credentials creds authorization authorizations" },
  { reason: "credentials", carrier: "secret", place: end, names: "basicauth httpauth proxyauth authheader authorizationheader authcode authorizationcode" },
  { reason: "credentials", carrier: "password", place: alone, names: "auth" },
  { reason: "token", carrier: "token", place: end, names: "token tokens jwt jwts jsessionid phpsessid" },
  { reason: "token", carrier: "token", place: lastWord, names: "bearer csrf xsrf sessid" },
]; // prettier-ignore

export const nameLaws: ReadonlyMap<string, NameLaw> = new Map(
  laws.flatMap(({ names, ...law }) => names.split(" ").map((name) => [name, law] as const)),
);

/** Keys that begin with the first of these, whatever follows, as in `socket_id`. */
export const nameBeginnings: readonly (readonly [words: string, law: NameLaw])[] = [
  ["socket", { reason: "runtime-state", carrier: "state", place: end }],
  ["providersession", { reason: "session", carrier: "handle", place: end }],
];

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(" "));

/** Words that end like a name and have nothing to do with it. */
export const honestWords: ReadonlySet<string> = setOf(
  "obsession obsessions possession possessions repossession repossessions dispossession prepossession supersession " +
    "intersession intersessions prehistory ethnohistory psychohistory microhistory preauthorization preauthorizations " +
    "reauthorization deauthorization",
);

const peoplesSessions = setOf(
  "training workshop conference talk therapy counselling counseling coaching study photo recording jam tutoring class " +
    "yoga lab plenary breakout poster keynote panel exam parliamentary legislative practice working drafting charging " +
    "parking tasting lecture planning brainstorming review retro question qa mentoring swim fitness treatment dialysis " +
    "court gaming morning afternoon evening opening closing summer winter spring autumn sprint onboarding listening " +
    "teaching lesson",
);
const permits = setOf(
  "prior pre travel treatment payment spending purchase refund return merchandise marketing export work medical",
);

/**
 * The word before a name that tells something else: a `training_session` is an appointment, a `travel_authorization` a
 * permit. A session or an authorization of anything else is taken for one of programs.
 */
export const honestBefore: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ["session", peoplesSessions],
  ["sessions", peoplesSessions],
  ["authorization", permits],
  ["authorizations", permits],
]);

/**
 * Words after a name that leave it what it is, without their digits: `messages_json`, `headers_b64`, `session_data`. Of a
 * `session_length` or a `message_style` the last word decides.
 */
export const wrappers: readonly string[] = [
  ..."json jsonl yaml xml csv raw text txt string str data dump copy backup bak b v base hex utf blob bytes buffer encoded".split(" "),
  ..."encrypted serialized stringified value values val list array arr map dict object obj set content contents payload".split(" "),
  ..."body plain full all lines entries items segments records turns log logs old new prev previous last latest current".split(" "),
  ..."tmp temp orig original final in out snapshot excerpt archive".split(" "),
]; // prettier-ignore
