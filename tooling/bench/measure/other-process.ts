import { fork, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import type { Setting } from "../contestants/contestant.ts";

const patienceToEndMs = 10_000;

/** What another process can be asked for. All arguments and answers go through JSON. */
export type Verbs<Of> = { readonly [Verb in keyof Of]: (...args: never[]) => Promise<unknown> };

/** The first message to the process: whose work it does, and where. */
export interface Opening {
  readonly contestant: string;
  readonly setting: Setting;
}

export interface Question {
  readonly number: number;
  readonly verb: string;
  readonly args: readonly unknown[];
}

/** `number` 0: it is open. */
export type FromOther =
  | { readonly number: number; readonly answer?: unknown }
  | { readonly number: number; readonly error: string }
  | { readonly word: string };

/** A process of its own that does a contestant's work, as another process of the contestant's user would: `apart` has them. */
export class OtherProcess<Of extends Verbs<Of>> implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #gone: Promise<void>;
  readonly #open = new Map<number, PromiseWithResolvers<unknown>>();
  #asked = 0;

  private constructor(program: string, hear: (word: string) => void) {
    this.#child = fork(join(import.meta.dirname, "..", "apart", program));
    this.#gone = new Promise((resolve) => {
      this.#child.once("exit", (code, signal) => {
        for (const { reject } of this.#open.values()) reject(new Error(`${program} ended with ${signal ?? code}.`));
        this.#open.clear();
        resolve();
      });
    });
    this.#child.on("message", (message: FromOther) => {
      if ("word" in message) hear(message.word);
      else this.#settle(message);
    });
  }

  /** Resolves when the contestant is open there. `hear` gets what it says unasked. */
  static async start<Of extends Verbs<Of>>(
    program: string,
    contestant: string,
    setting: Setting,
    hear: (word: string) => void = () => undefined,
  ): Promise<OtherProcess<Of>> {
    const other = new OtherProcess<Of>(program, hear);
    const opening: Opening = { contestant, setting };
    await other.#expect(0, opening);
    return other;
  }

  ask<Verb extends keyof Of & string>(verb: Verb, ...args: Parameters<Of[Verb]>): ReturnType<Of[Verb]> {
    this.#asked += 1;
    const question: Question = { number: this.#asked, verb, args };
    return this.#expect(question.number, question) as ReturnType<Of[Verb]>;
  }

  /** Ends it by SIGKILL, and resolves when it is gone. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#gone;
  }

  /** Lets it close what it has open. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), patienceToEndMs);
    await this.#gone;
    clearTimeout(timer);
  }

  #expect(number: number, message: Opening | Question): Promise<unknown> {
    const answer = Promise.withResolvers<unknown>();
    this.#open.set(number, answer);
    this.#child.send(message, (error) => {
      if (error !== null) answer.reject(error);
    });
    return answer.promise;
  }

  #settle(message: Exclude<FromOther, { word: string }>): void {
    const open = this.#open.get(message.number);
    this.#open.delete(message.number);
    if ("error" in message) open?.reject(new Error(message.error));
    else open?.resolve(message.answer);
  }
}
