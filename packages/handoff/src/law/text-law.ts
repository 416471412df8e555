import { isCookieText } from "./cookie-text.ts";
import { holdsHeaders } from "./header-text.ts";
import { holdsSecret } from "./secret-text.ts";
import { isTaggedText } from "./tagged-text.ts";
import { isTranscript } from "./transcript-text.ts";
import type { UnsafeReason } from "./unsafe-finding.ts";

/** The shortest thing that the law would refuse is a one-time code, and that only under its name. */
const shortest = 8;

const laws: readonly (readonly [UnsafeReason, (text: string) => boolean])[] = [
  ["secret", holdsSecret],
  ["cookie-text", isCookieText],
  ["header-text", holdsHeaders],
  ["transcript-text", isTranscript],
  ["message-list", isTaggedText],
];

/** Why the law refuses a text for what it says as it stands, apart from the reasons that are `known`. */
export function reasonsInText(text: string, known: ReadonlySet<UnsafeReason>): readonly UnsafeReason[] {
  if (text.length < shortest) return [];
  return laws.flatMap(([reason, refuses]) => (!known.has(reason) && refuses(text) ? [reason] : []));
}
