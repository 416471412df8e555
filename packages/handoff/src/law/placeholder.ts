/** What people and programs write where a secret would be. */
const forms = [
  // `********`, `sk-...a1b2`, `xxxx 4242`: at most the ends of it are left.
  String.raw`(?<![\w-])[\w-]{0,8}(?:[*•●·]{3,}|x{4,}|\.{3}|…)[ -]?[A-Za-z0-9]{0,4}(?![\w*•●·-])`,
  // Variables of shells, templates and workflows.
  String.raw`\$\{\{?[^{}\n]{1,80}\}\}?|\$\([^()\n]{1,80}\)|\{\{[^{}\n]{1,80}\}\}|%[A-Z_]{2,60}%|\{[a-z_]{2,40}\}`,
  String.raw`\$[a-z_]{0,40}(?:token|password|passwd|secret|key|jwt|cookie)(?!\w)`,
  String.raw`<[a-z][a-z _.-]{1,60}>|\[(?:redacted|removed|hidden|masked|filtered|secret|token|password)(?::[a-z-]{1,40})?\]`,
  String.raw`(?<![\w-])(?:your|my|insert|replace|paste|change|example|dummy|placeholder)[_ -]?(?:me|it|in|here|with|[a-z _-]{2,60})(?![\w-])`,
  // Where programs keep what they do not write down.
  String.raw`(?:process\.env|import\.meta\.env|os\.environ|secrets|vars)[.[][\w."'\]]{1,80}|(?<!\w)env[.:][A-Z_]{2,60}`,
  String.raw`(?:op|vault|secret|secrets|ssm|keyvault)://[\w./ -]{1,200}|arn:aws:secretsmanager:[\w:/+=,.@-]{1,200}`,
].join("|");
const words =
  "none|null|nil|undefined|unset|not set|missing|required|optional|unknown|n/a|tbd|redacted|removed|hidden|masked|string|dummy|basic|bearer";
// Only of capitals: a password may well begin with a dollar.
const shellVariable = String.raw`\$[A-Z_]{2,60}(?!\w)`;
const version = String.raw`[~^<>=v]{0,2}\d{1,4}(?:\.(?:\d{1,4}|[x*])){1,3}`;
const file = String.raw`(?:~|\.{1,2})?(?:/[a-z0-9._-]{1,24}){1,10}`;
const alone = new RegExp(`^(?:(?:bearer|basic|token) )?(?:${forms}|${words}|[-?])?$`, "i");
const valueAlone = new RegExp(`^(?:(?:(?:Bearer|Basic|Token) )?${shellVariable}|${version}|${file})$`);
const versionAlone = new RegExp(`^${version}$`);
/** What a form or a message says of a secret, in ordinary words: `Enter your password`. */
const ordinaryWords = /^[\p{L}\p{M} .,:;!?*()'\u2019/-]*$/u;
const noWords = /^(?:bearer|basic|token|digest) \S+$|[\p{L}\p{M}]{15}/iu;
const nouns =
  /(?<!\p{L})(?:passwords?|passphrase|passcode|tokens?|secrets?|keys?|credentials?|authori[sz]ations?|cookies?|codes?|jwt|passwort|kennwort|mot de passe|contrase\u00f1a|senha|wachtwoord|has\u0142o|heslo|l\u00f6senord|salasana|parola|\u015fifre|\u043f\u0430\u0440\u043e\u043b\u044c|\u5bc6\u7801|\u5bc6\u78bc|\u30d1\u30b9\u30ef\u30fc\u30c9|\ube44\ubc00\ubc88\ud638)(?!\p{L})/iu;
const longest = 256;

/** The name of an account at an ssh server is no secret, nor are the parts of a url by what they are called. */
const userInfo = String.raw`(?<=\b(?:ssh|sftp|git\+ssh|svn\+ssh|rsync):\/\/)[\w.-]{1,32}@|(?<=:\/\/)<?[a-z_-]{0,20}user(?:name)?>?:<?[a-z_-]{0,20}pass(?:word|wd)?>?@`;
const quoted = /(?<=[:=] {0,3}|=> {0,3})(["'`])([^"'`\n]{0,200})\1/g;
// `prompt("Password: ")`, `line.split("token=")`: the text ends before what is beside the key.
const endOfText = /[:=] ?["'](?=\s{0,8}[,);\]+])/g;
/** `jwt: "JWT"` gives something its name. */
const names = String.raw`(?<![\w.-])(?<open>["']?)(?<key>[\w-]{2,40})\k<open> {0,3}[:=] {0,3}(?<quote>["'])\k<key>\k<quote>`;
/** What is said to be used, not what it is: `auth: oauth2`, `session: 3`, `secrets:read`. */
const scopes = String.raw`(?<=s["']?:)(?:read|write|admin|list|manage|create|update|delete)(?!\w)`;
const kinds = String.raw`(?<=(?:auth|session|cookies?)["']?[:=] {0,3}["']?)(?:\d{1,6}|[a-z]{2,16}\d{0,2})(?![\w;=-])`;
const shellVariables = new RegExp(`(?:(?:[Bb]earer|[Bb]asic|[Tt]oken) )?${shellVariable}`, "g");
const within = new RegExp(`${userInfo}|(?:(?:bearer|basic|token) )?(?:${forms})|${names}|${scopes}|${kinds}`, "gi");

/** Whether a text stands in for a secret, or speaks of one: a mask, a variable, `<your token>`, `Password`, nothing at all. */
export function isPlaceholder(text: string): boolean {
  const word = text.trim();
  if (word.length > longest) return false;
  return (
    alone.test(word) || valueAlone.test(word) || (ordinaryWords.test(word) && !noWords.test(word) && nouns.test(word))
  );
}

/** Whether a text is the version of something: packages are called `cookies`, `express-session` and `socket.io`. */
export function isVersion(text: string): boolean {
  return versionAlone.test(text);
}

/** The text with `null` for all placeholders in it. */
export function withoutPlaceholders(text: string): string {
  return text
    .replace(quoted, (whole, quote: string, said: string) => {
      // Two characters are the key of a keyboard: `accesskey="n"`.
      return said.length < 3 || isPlaceholder(said) ? `${quote}null${quote}` : whole;
    })
    .replace(shellVariables, "null")
    .replace(within, (found) => (found.endsWith("@") ? "" : "null"))
    .replace(endOfText, '"');
}
