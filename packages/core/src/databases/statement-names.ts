import { createHash } from "node:crypto";
import type { Statement } from "../database.ts";
import type { Logger } from "../seams/logger.ts";

// Far above the number of named statements there are; past it a caller puts varying text under names by mistake.
const mostNames = 1_000;

/** The names under which one database's statements are prepared, and the switch that turns them off. */
export class StatementNames {
  readonly #logger: Logger;
  readonly #byText = new Map<string, { readonly base: string; readonly generation: number }>();
  #on: boolean;

  constructor(on: boolean, logger: Logger) {
    this.#on = on;
    this.#logger = logger;
  }

  /**
   * The name to send, or undefined to send the statement unnamed.
   *
   * It ends in a hash of the text: behind a pooler a session may hold a statement that another version of this code
   * prepared, and the same name for another text would run the wrong statement.
   */
  nameOf(statement: Statement): string | undefined {
    if (!this.#on || statement.name === undefined) return undefined;
    const known = this.#byText.get(statement.text);
    if (known !== undefined) return wireName(known.base, known.generation);
    if (this.#byText.size >= mostNames) return undefined;
    const hash = createHash("sha256").update(statement.text).digest("hex").slice(0, 12);
    const base = `${statement.name.slice(0, 40)}_${hash}`;
    this.#byText.set(statement.text, { base, generation: 0 });
    return base;
  }

  /** After DDL has outdated the plan that is kept under `name`: the next use prepares the statement anew. */
  renew(statement: Statement, name: string): void {
    const known = this.#byText.get(statement.text);
    if (known === undefined || wireName(known.base, known.generation) !== name) return; // another use renewed it
    this.#byText.set(statement.text, { base: known.base, generation: known.generation + 1 });
  }

  /** For the life of this database, with one warning. */
  switchOff(): void {
    if (!this.#on) return;
    this.#on = false;
    this.#logger.warn(
      "Something between this process and the database breaks named prepared statements, so they are off from now on. " +
        "Set preparedNames: false to say so from the start.",
    );
  }
}

function wireName(base: string, generation: number): string {
  return generation === 0 ? base : `${base}_${generation}`;
}
