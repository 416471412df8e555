import { asScoriaError } from "../database/classify-error.ts";
import type { Logger } from "../seams/logger.ts";

/**
 * Work that nobody waits for. It is tried again at the next turn, so an error is only logged: the first of many as a warning,
 * those that follow it until it succeeds as `debug`.
 */
export class BackgroundWork {
  readonly #logger: Logger;
  readonly #fields: Readonly<Record<string, string>>;
  readonly #failing = new Set<string>();

  /** `fields`: logged with each error. */
  constructor(logger: Logger, fields: Readonly<Record<string, string>> = {}) {
    this.#logger = logger;
    this.#fields = fields;
  }

  /** Never rejects. Resolves with whether the work was done. */
  async run(doing: string, work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      this.#failing.delete(doing);
      return true;
    } catch (error) {
      const { code, message } = asScoriaError(error, doing);
      this.#logger[this.#failing.has(doing) ? "debug" : "warn"](message, { code, ...this.#fields });
      this.#failing.add(doing);
      return false;
    }
  }
}
