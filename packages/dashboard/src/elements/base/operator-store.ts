import type { OperatorView, Permission, WireClient } from "../../wire/index.ts";
import type { WireError } from "../../wire/index.ts";
import { asWireError, kindOf } from "./resource-state.ts";

/**
 * Who the host says is looking, and what they may do; asked for once for all that is mounted at a base, and again when it may
 * be somebody else by now: after a refusal, and when the page is seen again.
 */
export class OperatorStore {
  readonly #client: WireClient;
  readonly #onOther: () => void;
  readonly #listeners = new Set<() => void>();
  #asking: Promise<void> | undefined;
  #view: OperatorView | undefined;
  #error: WireError | undefined;

  /** `onOther`: told when it is somebody else than before, or somebody who may see something else, before all others are. */
  constructor(client: WireClient, onOther: () => void) {
    this.#client = client;
    this.#onOther = onOther;
  }

  /** `undefined` until the host has answered. Another object once it is somebody else, or they may do something else. */
  get view(): OperatorView | undefined {
    return this.#view;
  }

  /** Why there is no view. */
  get error(): WireError | undefined {
    return this.#error;
  }

  may(permission: Permission): boolean {
    return this.#view?.can.includes(permission) ?? false;
  }

  /** Asks, unless it is known or being asked. */
  async load(): Promise<void> {
    if (this.#view === undefined) await (this.#asking ??= this.#ask());
  }

  /** Asks again. Until the host has answered, it is who it was. */
  async check(): Promise<void> {
    await (this.#asking ??= this.#ask());
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async #ask(): Promise<void> {
    const before = this.#view;
    try {
      const view = await this.#client.call("getOperator");
      this.#view = before !== undefined && isSame(before, view) ? before : view;
      this.#error = undefined;
    } catch (thrown) {
      const error = asWireError(thrown);
      // Only a refusal says that it is nobody any more.
      if (before === undefined || kindOf(error) === "forbidden") {
        this.#view = undefined;
        this.#error = error;
      }
    }
    this.#asking = undefined;
    if (before !== undefined && before === this.#view) return;
    if (before !== undefined) this.#onOther();
    for (const listener of this.#listeners) listener();
  }
}

function isSame(before: OperatorView, now: OperatorView): boolean {
  return JSON.stringify(before) === JSON.stringify(now);
}
