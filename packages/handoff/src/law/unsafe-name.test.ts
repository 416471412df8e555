import { describe, expect, test } from "vitest";
import { unsafeName } from "./unsafe-name.ts";

const reasonOf = (key: string): string | undefined => unsafeName(key)?.reason;

describe("a name is known", () => {
  test.each<[how: string, keys: string, reason: string]>([
    ["as it is", "transcript messages history session headers cookies secrets credentials tokens", ""],
    ["in every case", "chatHistory ChatHistory chat_history CHAT-HISTORY chat.history CHATHISTORY chathistory cHaThIsToRy", "history"],
    ["after a run of capitals", "HTTPHeaders HTTPHEADERS httpHeaders", "headers"],
    ["as the last part of a path", "a.headers a[headers] a/b/headers request::headers", "headers"],
    ["with places and copies numbered", "headers2 headers_1 headers[0] headers_v2", "headers"],
    ["in one or in many", "transcript transcripts callTranscript", "transcript"],
    ["in many that differ", "history histories", "history"],
    ["with what holds it", "messages_json messagesJson messages_b64 messages_raw_copy messages[0].content messagesjson", "messages"],
    ["with letters parted", "m-e-s-s-a-g-e-s m.e.s.s.a.g.e.s mes-sages", "messages"],
    ["with what nobody sees", "sess\u200bion sess\u00adion \u202esession s\u0301ession session\u3164", "session"],
    ["in look-alikes", "s\u0435ssion \u0455\u0435\u0455\u0455\u0456\u043en se\u0455si\u03bfn \u13daession \uff53ession \u{1d42c}\u{1d41e}\u{1d42c}\u{1d42c}\u{1d422}\u{1d428}\u{1d427}", "session"],
    ["in letters of another kind", "\ua731\u1d07\ua731\ua731\u026a\u1d0f\u0274 \u24e2ession \u{1f182}\u{1f174}\u{1f182}\u{1f182}\u{1f178}\u{1f17e}\u{1f17d} \u017fession", "session"],
    ["with digits for letters", "s3ss10n t0ken_s3ssion", "session"],
    ["escaped", "sess%69on sess\\u0069on sess&#105;on c2Vzc2lvbg== 73657373696f6e", "session"],
    ["run together with what it is of", "accesstoken sessiontoken refresh_token csrfToken", "token"],
    ["by the beginning where that decides", "provider_session_id providerSessionCursor", "session"],
    ["by the beginning where that decides", "socket_id socketTimeout", "runtime-state"],
    ["of a secret in one or two words", "password db_password dbPass apiKey x-api-key privateKey client_secret OTP cvv", "secret"],
  ])("%s: %s", (_, keys, reason) => {
    for (const key of keys.split(" ")) expect([key, reasonOf(key)]).toEqual([key, reason === "" ? reasonOf(`x_${key}`) : reason]);
    expect(keys.split(" ").map(reasonOf)).not.toContain(undefined);
  });
}); // prettier-ignore

test("of other words the last decides, and words that only end alike are others", () => {
  const keys =
    "session_length message_style message error_message message_text token_count max_token_count cookie_policy session_id " +
    "sessionId history_length headers_count password_hint secret_santa_date authorization_url author authority key " +
    "publicKey public_key primary_key foreign_key sort_key possession obsession prehistory secretary tokenizer checklist " +
    "private_notes is_private training_session workshopSessions travel_authorization header headline compass spin pincushion";
  expect(keys.split(" ").filter((key) => unsafeName(key) !== undefined)).toEqual([]);
});
