import type { Json } from "@scoria/core";
import type { AllowedPaths } from "./allowed-paths.ts";
import { LawWalk } from "./law-walk.ts";
import type { UnsafeFinding } from "./unsafe-finding.ts";

/**
 * Every place in a value that may not be handed on to another role, at most 20 of them.
 *
 * Refused are, at every depth: keys that name a transcript, messages, a history, a session, headers, cookies, runtime state,
 * secrets, credentials or tokens, however they are spelt, unless nothing of the kind stands there; and values that are one of
 * these whatever they are called: lists of messages with their roles, chats written down, headers and cookies as text,
 * secrets of a known shape, and JSON, escapes or base64 that hide one. What `allow` names is left out.
 *
 * Paths begin with `name`. Neither they nor the reasons repeat anything of a value, nor a key that is a secret, is long or
 * cannot be seen: such a key is told by its place, as in `projectedContext[key 2]`. The time taken is linear in the value's
 * size. What is hidden in texts is looked at six texts deep; a text that hides more is refused unseen.
 *
 * Of `{ order: { requestHeaders: { "x-trace": "1" } } }` it finds `projectedContext.order.requestHeaders`, for `headers`.
 */
export function findUnsafe(value: Json, name: string, allow?: AllowedPaths): readonly UnsafeFinding[] {
  const walk = new LawWalk(name, allow);
  walk.look(value);
  return walk.findings;
}
