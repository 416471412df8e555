/** An answer and when it was read. */
export interface Answer {
  readonly value: unknown;
  readonly readAt: Date;
}

const mostAnswers = 40;

/** The latest answers of one mount: who goes back sees at once what was there, and then what is. */
export class AnswerCache {
  readonly #answers = new Map<string, Answer>();

  get(key: string): Answer | undefined {
    return this.#answers.get(key);
  }

  set(key: string, answer: Answer): void {
    this.#answers.delete(key);
    this.#answers.set(key, answer);
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > mostAnswers && oldest !== undefined) this.#answers.delete(oldest);
  }

  /** For after an effect: what is remembered no longer holds. */
  clear(): void {
    this.#answers.clear();
  }
}
