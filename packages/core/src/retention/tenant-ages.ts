import { storeError } from "../errors/stored-error.ts";
import type { EngineParts } from "../execution/engine-parts.ts";
import { agesOf, type Ages, type RetentionPlan } from "./retention-plan.ts";

/** What holds for each tenant during one pass: the host's function is asked once for each. */
export class TenantAges {
  readonly #parts: EngineParts;
  readonly #plan: RetentionPlan;
  readonly #skipFaulty: boolean;
  readonly #known = new Map<string, Ages | undefined>();

  /** `skipFaulty`: a tenant whose ages cannot be had has none, and the log says so; else that is thrown. */
  constructor(parts: EngineParts, plan: RetentionPlan, skipFaulty: boolean) {
    this.#parts = parts;
    this.#plan = plan;
    this.#skipFaulty = skipFaulty;
  }

  /** Undefined: nothing of this tenant is to be touched. @throws INVALID_INPUT, UNKNOWN_OPTION unless faulty ones are left out */
  async of(tenantId: string): Promise<Ages | undefined> {
    if (this.#known.has(tenantId)) return this.#known.get(tenantId);
    const ages = await this.#ask(tenantId);
    this.#known.set(tenantId, ages);
    return ages;
  }

  async #ask(tenantId: string): Promise<Ages | undefined> {
    try {
      return await agesOf(this.#parts, this.#plan, tenantId);
    } catch (error) {
      if (!this.#skipFaulty) throw error;
      const { message } = storeError(error, this.#parts.redactor);
      this.#parts.logger.warn(`Nothing of a tenant was removed, because its policy could not be had: ${message}`, {
        tenantId,
      });
      return undefined;
    }
  }
}
