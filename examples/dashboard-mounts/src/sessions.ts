import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

const cookieName = "desk";

/**
 * Who is signed in: a name for each cookie that was given out and not taken back. A real host keeps them where all its
 * processes see them.
 */
export class Sessions {
  readonly #key = randomBytes(32);
  readonly #names = new Map<string, string>();
  readonly #path: string;

  /** @param path below which a browser sends the cookie */
  constructor(path: string) {
    this.#path = path;
  }

  /** @returns the header Set-Cookie that signs this person in */
  begin(name: string): string {
    const sessionId = randomBytes(16).toString("base64url");
    this.#names.set(sessionId, name);
    return this.#cookie(`${sessionId}.${this.#signatureOf(sessionId)}`, "");
  }

  /** Who sent this header Cookie, as far as they are signed in now. */
  nameOf(cookies: string | null | undefined): string | undefined {
    const sessionId = this.#sessionIdIn(cookies);
    return sessionId === undefined ? undefined : this.#names.get(sessionId);
  }

  /** @returns the header Set-Cookie with which the browser forgets */
  end(cookies: string | null | undefined): string {
    this.#names.delete(this.#sessionIdIn(cookies) ?? "");
    return this.#cookie("", "; Max-Age=0");
  }

  /** SameSite keeps the pages of others from using it. Served over https, it has `Secure` as well. */
  #cookie(value: string, ending: string): string {
    return `${cookieName}=${value}; Path=${this.#path}; HttpOnly; SameSite=Strict${ending}`;
  }

  #sessionIdIn(cookies: string | null | undefined): string | undefined {
    const value = new RegExp(`(?:^|;\\s*)${cookieName}=([\\w-]+)\\.([\\w-]+)`).exec(cookies ?? "");
    const [, sessionId = "", signature = ""] = value ?? [];
    const given = Buffer.from(signature);
    const right = Buffer.from(this.#signatureOf(sessionId));
    return given.length === right.length && timingSafeEqual(given, right) ? sessionId : undefined;
  }

  #signatureOf(sessionId: string): string {
    return createHmac("sha256", this.#key).update(sessionId).digest("base64url");
  }
}
