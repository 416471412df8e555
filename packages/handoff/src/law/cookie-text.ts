/** What a browser and a server send, in a line of its own or in a sentence. */
const cookieHeader =
  /(?<![\w-])(?:set-)?cookie["'`]?[ \t]{0,4}:[ \t]{0,4}["'`]?[\w!#$%&'*+.^`|~-]{1,80}=(?!\$|<|\{)\S/i;
const netscapeFile =
  /^# (?:Netscape )?HTTP Cookie File|^\S{3,80}\t(?:TRUE|FALSE)\t\/\S{0,80}\t(?:TRUE|FALSE)\t\d{1,12}\t\S/im;
const pair = /^\s*([\w!#$%&'*+.^`|~-]{1,80})=("?)([^\s";,\\]*)\2\s*$/;
const attribute =
  /^\s*(?:httponly|secure|partitioned|samesite=(?:lax|strict|none)|path=\/\S*|max-age=-?\d+|expires=\w{3},?.{8,40}|domain=\.?[\w.-]+|priority=\w+)\s*$/i;
/** What tells a browser what to do with a cookie, and nothing else anything. */
const browserRule = /^\s*(?:httponly|secure|samesite=\w+|path=\/|max-age=-?\d+|expires=\w{3},.{8,40})\s*$/i;
/** Names that web servers and trackers give to cookies, and few people to anything else. */
const cookieName =
  /^(?:__host-|__secure-)|sess(?:ion)?[_.-]?id$|^(?:\w*[_.-])?(?:sid|ssid|hsid|sessid|csrf|xsrf)$|(?:csrf|xsrf)[_-]?token$|(?:auth|access|refresh|session|remember|id)[_.-]?token$|^remember(?:_me|_user_token)?$|_session$|^_(?:ga|gid|gat|fbp|gcl_au|hj\w*)(?:_\w+)?$|^(?:cf_clearance|__cf\w*|laravel_session|connect\.sid|li_at|c_user|datr|sapisid|nid|ajs_\w+|wordpress_\w+|cookie\w*)$/i;
const signed = /^s(?:%3A|:)[\w-]{16,}\.[\w+/%=-]{16,}$/i;
const random = /^(?=\D*\d)[\w%.+/-]{16,}$/;
// No browser sends more in one header, and what is longer is a list of something else.
const longest = 8_192;

/** Whether a text is what a cookie is sent or set with: a header's line, a name with attributes, or pairs with a cookie's name. */
export function isCookieText(text: string): boolean {
  if (!text.includes("=") && !text.includes("\t")) return false;
  if (cookieHeader.test(text) || netscapeFile.test(text)) return true;
  return text.length <= longest && text.split(/[\r\n]+/).some(isCookieString);
}

function isCookieString(line: string): boolean {
  const parts = line.replace(/^["']|["'];?$|;\s*$/g, "").split(";");
  const pairs = parts.filter((part) => !attribute.test(part)).map((part) => pair.exec(part));
  const [first] = pairs;
  if (first === undefined || pairs.includes(null)) return false;
  if (parts.some((part) => browserRule.test(part))) return true;
  const names = pairs.map((cookie) => cookie?.[1] ?? "");
  if (pairs.length > 1) return names.some((name) => cookieName.test(name));
  const value = first?.[3] ?? "";
  return signed.test(value) || (cookieName.test(names[0] ?? "") && random.test(value));
}
