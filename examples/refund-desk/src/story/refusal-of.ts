import { isScoriaError, type ScoriaError } from "@scoria/core";
import { say, yellow } from "../terminal/say.ts";
import { wrap } from "../terminal/wrap.ts";

/** Does what must be refused, and answers with the refusal. If it goes through, the story ends with an error. */
export async function refusalOf(what: string, attempt: () => Promise<unknown>): Promise<ScoriaError> {
  try {
    await attempt();
  } catch (error) {
    if (isScoriaError(error)) return error;
    throw error;
  }
  throw new Error(`${what} should have been refused, and was not.`);
}

export function sayRefusal(refusal: ScoriaError): void {
  say(`  ${yellow(refusal.code)}`, ...wrap(refusal.message).map((line) => `  ${line}`));
}
