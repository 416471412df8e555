import type { OperatorView, Permission, WireClient } from "../../wire/index.ts";
import { WireError } from "../../wire/index.ts";

/** Who the host says is looking, and what they may do; asked for once for all that is mounted at a base. */
export class OperatorStore {
  readonly #client: WireClient;
  readonly #listeners = new Set<() => void>();
  #asking: Promise<void> | undefined;
  #view: OperatorView | undefined;
  #error: WireError | undefined;

  constructor(client: WireClient) {
    this.#client = client;
  }

  /** `undefined` until the host has answered. */
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

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async #ask(): Promise<void> {
    this.#error = undefined;
    try {
      this.#view = await this.#client.call("getOperator");
    } catch (error) {
      this.#error = error instanceof WireError ? error : new WireError(0, "FAILED", String(error));
    }
    this.#asking = undefined;
    for (const listener of this.#listeners) listener();
  }
}
