import type { JsonObject } from "../decode/json.ts";
import type { Identity } from "../identity/identity.ts";

/**
 * What a run may do with a model, as it was when the run started. Core records it and freezes it; the lanes that call models,
 * tools and sources are what keeps to it.
 */
export interface PromptPolicy {
  /** The host's name for this policy. Built in: `default`. */
  readonly policyKey: string;
  /** Which prompt; null when the host names none. */
  readonly promptRef: string | null;
  /** Which version of the prompt; null when the host names none. */
  readonly promptVersion: string | null;
  /** Whether tools may be called. Built in: true. */
  readonly toolsAllowed: boolean;
  /** Whether an answer needs sources that hold. Built in: false. */
  readonly groundingRequired: boolean;
  /** Whether what acts needs a person's approval. Built in: false. */
  readonly approvalRequired: boolean;
  /** The host's notes, up to 16 KiB of plain JSON. Built in: `{}`. */
  readonly metadata: JsonObject;
}

/** Provider, model and prompt policy of one run: resolved and frozen when it starts, whatever is configured later. */
export interface RunRuntime {
  /** Built in: `openai`. */
  readonly provider: string;
  /** Built in: `gpt-5-mini`. */
  readonly model: string;
  readonly promptPolicy: PromptPolicy;
}

/**
 * What stands over the defaults below it. Fields that are left out stay as they are; those that are there replace, but for
 * `promptPolicy.metadata`, whose keys are laid over those below.
 */
export interface RuntimeOverlay {
  /** Up to 200 characters. */
  readonly provider?: string;
  /** Up to 200 characters. */
  readonly model?: string;
  readonly promptPolicy?: Partial<PromptPolicy>;
}

/** The host's defaults: its own, and what it says of a tenant and of an actor. */
export interface RuntimeDefaults extends RuntimeOverlay {
  /**
   * What stands over the app's defaults for a tenant; nothing for none. Asked at every start, and given 5 seconds; when it
   * throws, the run is not started. Default: none.
   */
  readonly tenant?: (tenantId: string) => OverlayAnswer;
  /** What stands over the tenant's, for who starts the run; as `tenant`. Default: none. */
  readonly actor?: (identity: Identity) => OverlayAnswer;
}

type OverlayAnswer = RuntimeOverlay | null | undefined | Promise<RuntimeOverlay | null | undefined>;

/** What a host that says nothing gets. */
export const builtInRuntime: RunRuntime = Object.freeze({
  provider: "openai",
  model: "gpt-5-mini",
  promptPolicy: Object.freeze({
    policyKey: "default",
    promptRef: null,
    promptVersion: null,
    toolsAllowed: true,
    groundingRequired: false,
    approvalRequired: false,
    metadata: Object.freeze({}),
  }),
});
