// Most keys have none of these; a look at the words of the others costs a microsecond.
const hint = /pass|pwd|secret|token|key|auth|cookie|cred|jwt|otp|bearer|sess|cv[cv]|card|code|connection/i;

const named = "password passwd pwd passphrase passcode secret cardnumber securitycode connectionstring";
const keysTo =
  "api secret private access signing encryption account shared master auth service session webhook deploy license admin " +
  "ssh hmac storage recovery";
const passTo = "db database user smtp mail ftp pg redis";
/** What names a secret wherever it stands in a key, as one word or as two. `tokens` are what models count. */
const secretWords: ReadonlySet<string> = new Set([
  "token",
  ...[...named.split(" "), ...keysTo.split(" ").map((to) => `${to}key`), ...passTo.split(" ").map((to) => `${to}pass`)]
    // Both numbers: `apikeys`, `secrets`.
    .flatMap((word) => [word, `${word}s`]),
]);
/** Words that are run together with one before them: `accesstoken`, `dbpassword`. */
const secretEnding = /(?:password|passwd|passphrase|secret|token|apikey)$/;
/** A word that names a secret when a key ends with it: `cookieBanner` does not. */
const secretLastWord =
  /^(?:\w*(?:authorization|cookies?|credentials?)|jwt|t?otp|bearer|cvv|cvc|jsessionid|phpsessid|sessid)$/;
/** A key that is this and nothing else. `sessionId` is none: it is the name of a conversation, not a way in. */
const secretWhole: ReadonlySet<string> = new Set(["auth", "session"]);
/** What a key speaks of when it ends with one of these is not the secret itself: `tokenCount`, `passwordPolicy`. */
const harmlessLastWord: ReadonlySet<string> = new Set(
  (
    "id ids name names type types kind count counts limit limits url uri link page path file endpoint at on by expiry " +
    "expires expired expiration ttl in ms seconds minutes days length size policy hint status state required enabled " +
    "disabled present valid invalid verified missing version usage used budget bucket rate cost price total max min " +
    "index field label title help reset rotation scope scopes issuer audience format method mode provider scheme consent " +
    "settings options strength changed updated created age attempt attempts algorithm source reference arn description"
  ).split(" "),
);
const longestKey = 200;

/**
 * Whether what stands under a key is a secret, whatever the key's spelling: `apiKey`, `API_KEY`, `x-api-key`,
 * `metadata.apikey`, `db_password_2`. Of a key over 200 characters the end decides.
 */
export function isSecretKey(key: string): boolean {
  const end = key.length > longestKey ? key.slice(-longestKey) : key;
  if (!hint.test(end)) return false;
  const words = wordsOf(end);
  const last = words.at(-1);
  if (last === undefined || harmlessLastWord.has(last)) return false;
  if (words.length === 1 && secretWhole.has(last)) return true;
  if (secretLastWord.test(last)) return true;
  return words.some((word, at) => {
    return secretWords.has(word) || secretEnding.test(word) || secretWords.has(`${word}${words[at + 1] ?? ""}`);
  });
}

function wordsOf(key: string): readonly string[] {
  return key
    .replace(/([a-z0-9])(?=[A-Z])|([A-Z])(?=[A-Z][a-z])/g, "$1$2 ")
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== "");
}
