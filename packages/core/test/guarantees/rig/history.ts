import { isScoriaError } from "../../../src/index.ts";

/** How one call of a client came out. `info`: whether it was done is not known. */
export type Call<T> =
  | { readonly key: string; readonly outcome: "ok"; readonly answer: T }
  | { readonly key: string; readonly outcome: "info"; readonly code: string }
  | { readonly key: string; readonly outcome: "fail"; readonly error: unknown };

/** What clients asked for and what they were told, call by call, to be held against what is there in the end. */
export class History<T> {
  readonly calls: Call<T>[] = [];

  /** Asks until it is answered: the same again under the same key, as a client does that was left without an answer. */
  async insist(key: string, ask: () => Promise<T>): Promise<void> {
    for (;;) {
      try {
        this.calls.push({ key, outcome: "ok", answer: await ask() });
        return;
      } catch (error) {
        if (isScoriaError(error, "DATABASE_UNAVAILABLE") || isScoriaError(error, "DATABASE_BUSY")) {
          this.calls.push({ key, outcome: "info", code: error.code });
          continue;
        }
        this.calls.push({ key, outcome: "fail", error });
        return;
      }
    }
  }

  answers(): readonly { readonly key: string; readonly answer: T }[] {
    return this.calls.flatMap((call) => (call.outcome === "ok" ? [call] : []));
  }

  count(outcome: Call<T>["outcome"]): number {
    return this.calls.filter((call) => call.outcome === outcome).length;
  }
}
