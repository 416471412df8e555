import { asWireError } from "../base/resource-state.ts";
import type { ScoriaElement } from "../base/scoria-element.ts";
import { notify } from "./notify.ts";

/**
 * Has the API do something for a page. What was remembered of answers is forgotten; what went wrong is said, in the API's words.
 *
 * @returns what was answered; `undefined` when it was refused
 */
export async function perform<T>(from: ScoriaElement, effect: () => Promise<T>): Promise<T | undefined> {
  try {
    const answer = await effect();
    from.mount.answers.clear();
    return answer;
  } catch (error) {
    notify(from, asWireError(error).message, { tone: "bad" });
    return undefined;
  }
}
