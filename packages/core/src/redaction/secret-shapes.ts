import { isCardNumber } from "./card-number.ts";
import type { Finding } from "./finding.ts";

/** One kind of secret that is known by how it looks. */
export interface SecretShape {
  readonly name: string;
  /** Linear: what follows an unbounded repetition is optional, or cannot begin anew within it. What `kept` matches stays. */
  readonly pattern: RegExp;
  /** Whether what looks like one is one. Default: it is. */
  readonly holds?: (secret: string) => boolean;
}

const userAndPassword = /^[^\p{Cc}\ufffd]*:[^\p{Cc}\ufffd]*$/u;

/** Of two that begin at the same place the earlier one gives its name. */
export const secretShapes: readonly SecretShape[] = [
  {
    // To its end line, or where it was cut off: its line ends may be escaped, and headers may stand in it.
    name: "private-key",
    pattern:
      /-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:[\w+/=\s\\:,.()@]|-(?!----)){0,16384}(?:-----END [A-Z0-9 ]{1,60}-----)?/g,
  },
  {
    // Its beginning was cut off: from the first character that may belong to it.
    name: "private-key",
    pattern: /(?<![\w+/=\s\\])[\w+/=\s\\]*-----END (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----/g,
  },
  { name: "jwt", pattern: /(?<![\w-])eyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*){0,3}/g },
  {
    name: "bearer-token",
    pattern: /(?<kept>\bbearer\s{1,4})(?=[A-Za-z._~+/=-]{0,200}\d|[A-Za-z]{20})[\w.~+/=-]{8,}/gi,
  },
  { name: "basic-credentials", pattern: /(?<kept>\bbasic\s{1,4})[\w+/-]{8,}={0,2}/gi, holds: isUserAndPassword },
  { name: "aws-access-key-id", pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}(?![A-Za-z0-9])/g },
  { name: "github-token", pattern: /(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,})/g },
  { name: "gitlab-token", pattern: /(?<![A-Za-z0-9])gl(?:pat|ptt|dt|rt|rtr|soat|cbt|oas|agent|ft|imt)-[\w-]{16,}/g },
  { name: "slack-token", pattern: /(?<![A-Za-z0-9])(?:xox[abceoprs]|xapp)-[\w.-]{10,}/g },
  { name: "slack-token", pattern: /(?<kept>\bhooks\.slack\.com\/[a-z]{1,20}\/)[\w/-]{16,}/g },
  { name: "stripe-key", pattern: /(?<![A-Za-z0-9])(?:[sr]k_(?:live|test)_[A-Za-z0-9]{10,}|whsec_[\w+/]{20,})/g },
  { name: "anthropic-key", pattern: /(?<![A-Za-z0-9])sk-ant-[\w-]{16,}/g },
  { name: "openai-key", pattern: /(?<![A-Za-z0-9])sk-(?=[A-Za-z_-]{0,60}\d)[\w-]{20,}/g },
  {
    name: "google-key",
    pattern: /(?<![A-Za-z0-9])(?:AIza[\w-]{30,}|ya29\.[\w-]{20,}|GOCSPX-[\w-]{20,}|1\/\/0[\w-]{20,})/g,
  },
  { name: "npm-token", pattern: /(?<![A-Za-z0-9])npm_[A-Za-z0-9]{30,}/g },
  { name: "twilio-key", pattern: /(?<![A-Za-z0-9])SK[0-9a-f]{32}(?![A-Za-z0-9])/g },
  { name: "sendgrid-key", pattern: /(?<![A-Za-z0-9])SG\.[\w-]{16,32}\.[\w-]{16,}/g },
  { name: "hugging-face-token", pattern: /(?<![A-Za-z0-9])hf_[A-Za-z0-9]{30,}/g },
  {
    // In a database's url the password may hold an unescaped slash; elsewhere a slash ends the host.
    name: "url-user-info",
    pattern:
      /(?<kept>\b(?:postgres|postgresql|mysql|mariadb|mongodb|mongodb\+srv|rediss?|amqps?):\/\/)[^\s"'<>`]{1,128}(?=@)/gi,
  },
  { name: "url-user-info", pattern: /(?<kept>(?<=[A-Za-z0-9]):\/\/)(?!git@)[^\s/?#"'<>`\\]+(?=@)/g },
  {
    name: "url-signature",
    pattern: /(?<kept>[?&](?:sig|signature|x-amz-signature|x-goog-signature)=)[^\s&"'<>#]{8,}/gi,
  },
  {
    name: "card-number",
    pattern:
      /(?<![\w.])(?:\d{14,19}|\d{4}([ +-])\d{4}\1\d{4}\1\d{4}(?:\1\d{3})?|\d{4}[ +-]\d{6}[ +-]\d{4,5})(?![A-Za-z_\d]|[.-]\d)/g,
    holds: isCardNumber,
  },
];

/** Every secret of a known shape in a text as it stands, without decoding anything. */
export function findShapes(text: string): readonly Finding[] {
  const findings: Finding[] = [];
  for (const { name, pattern, holds } of secretShapes) {
    pattern.lastIndex = 0;
    // An iterator costs more than a search in the short texts that most are.
    for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
      const start = match.index + (match.groups?.kept?.length ?? 0);
      const end = match.index + match[0].length;
      if (holds?.(text.slice(start, end)) !== false) findings.push({ start, end, name });
    }
  }
  return findings;
}

function isUserAndPassword(encoded: string): boolean {
  return userAndPassword.test(Buffer.from(encoded, "base64").toString());
}
