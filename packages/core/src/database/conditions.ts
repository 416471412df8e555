/**
 * What the rows of a list must fulfil, put together from what the caller asked for. Each set of conditions is a statement of
 * its own, so that its plan uses the index that fits them; they are few, and so are prepared under names.
 */
export class Conditions {
  readonly #name: string;
  readonly #texts: string[] = [];
  readonly #values: unknown[] = [];

  /** `name`: of the statement with none of the optional conditions. */
  constructor(name: string) {
    this.#name = name;
  }

  /** Adds a condition on a value: `where` gets the value's parameter. */
  and(where: (parameter: string) => string, value: unknown): this {
    this.#values.push(value);
    this.#texts.push(where(`$${this.#values.length}`));
    return this;
  }

  /** Adds a condition when there is a value for it. */
  andIf(where: (parameter: string) => string, value: unknown): this {
    return value === undefined || value === null ? this : this.and(where, value);
  }

  /** Adds a condition that has no value, when there is one. */
  andText(where: string | undefined): this {
    if (where !== undefined) this.#texts.push(where);
    return this;
  }

  /** The whole statement. Texts tell statements of one name apart, so the name need not list its conditions. */
  statement(
    select: string,
    orderBy: string,
    limit: number,
  ): { name: string; text: string; values: readonly unknown[] } {
    const values = [...this.#values, limit];
    const text = `${select}\nwhere ${this.#texts.join("\n  and ")}\norder by ${orderBy}\nlimit $${values.length}`;
    return { name: this.#name, text, values };
  }
}
