import type { Authorized } from "@scoria/dashboard";
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

const cookieName = "operator";

/**
 * A sign-in for the person at this machine: a link that is printed at the start, and works once. It stands in for a host's
 * own, and suits nothing but trying out.
 */
export class OperatorLink {
  /** Who is signed in by it. */
  readonly operator: Authorized;
  readonly #session = randomBytes(24).toString("base64url");
  #token: string | undefined = randomBytes(24).toString("base64url");

  constructor(operator: Authorized) {
    this.operator = operator;
  }

  /** What is printed. */
  href(origin: string): string {
    return `${origin}/operator?token=${this.#token ?? ""}`;
  }

  /** @returns the header Set-Cookie, or undefined for a wrong token and for one that was used */
  redeem(token: string | undefined): string | undefined {
    if (token === undefined || this.#token === undefined || !isSame(token, this.#token)) return undefined;
    this.#token = undefined;
    // Lax, since the link may be clicked in a page, such as a terminal in an editor. Effects ask for the dashboard's origin.
    return `${cookieName}=${this.#session}; Path=/scoria; HttpOnly; SameSite=Lax`;
  }

  /** Whether these are the cookies of a browser that it signed in. */
  isOperator(cookies: string | null): boolean {
    const [, session = ""] = new RegExp(`(?:^|;\\s*)${cookieName}=([\\w-]+)`).exec(cookies ?? "") ?? [];
    return isSame(session, this.#session);
  }
}

/** Takes as long whatever is wrong. */
function isSame(given: string, right: string): boolean {
  const hash = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(hash(given), hash(right));
}
