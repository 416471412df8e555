import { createHash, timingSafeEqual } from "node:crypto";
import type { Authorized } from "@scoria/dashboard";
import { findOperator } from "./operators.ts";
import { Sessions } from "./sessions.ts";

/** What the form of the sign-in page sends. */
export interface SignInForm {
  readonly name?: unknown;
  readonly code?: unknown;
}

/** The host's own sign-in: a name and a code that is told to operators, for a cookie. The dashboard knows nothing of it. */
export class SignIn {
  /** Where a browser finds the page that signs in. */
  readonly path: string;
  /** Where it goes from there. */
  readonly next: string;
  readonly #code: string;
  readonly #sessions: Sessions;

  /** @param publicPath what a proxy cuts off from each path on the way; "" without one */
  constructor(code: string, publicPath: string) {
    this.path = `${publicPath}/sign-in`;
    this.next = `${publicPath}/scoria`;
    this.#code = code;
    this.#sessions = new Sessions(publicPath || "/");
  }

  /** @returns the header Set-Cookie, or undefined when name or code are not right */
  begin({ name, code }: SignInForm): string | undefined {
    const isRight = typeof code === "string" && isSame(code, this.#code);
    if (!isRight || typeof name !== "string" || findOperator(name) === undefined) return undefined;
    return this.#sessions.begin(name);
  }

  /** @returns the header Set-Cookie with which the browser forgets */
  end(cookies: string | null | undefined): string {
    return this.#sessions.end(cookies);
  }

  /** Who sent these cookies, as things stand now: someone who has just signed out is nobody. */
  operatorOf(cookies: string | null | undefined): Authorized | undefined {
    const name = this.#sessions.nameOf(cookies);
    return name === undefined ? undefined : findOperator(name);
  }

  page(said = "The code is in the terminal where this example was started."): string {
    return `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>Sign in to the refund desk</title></head>
  <body>
    <h1>Sign in to the refund desk</h1>
    <p>${said}</p>
    <form method="post" action="${this.path}">
      <label>Name <input name="name" value="rita" required></label>
      <label>Code <input name="code" type="password" autocomplete="off" required></label>
      <button>Sign in</button>
    </form>
  </body>
</html>
`;
  }

  /** The page for whoever was refused. */
  refusal(): string {
    return this.page("That name and code do not belong together.");
  }
}

/** Takes as long whatever is wrong. */
function isSame(given: string, right: string): boolean {
  const hash = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(hash(given), hash(right));
}
