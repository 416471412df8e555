import { ScoriaError } from "../errors/scoria-error.ts";
import { readMetadata } from "./read-overlay.ts";
import type { PromptPolicy, RunRuntime, RuntimeOverlay } from "./run-runtime.ts";

/** The value that each switch may be set to by a call, whatever stands below. */
const tighter = { toolsAllowed: false, groundingRequired: true, approvalRequired: true } as const;

/** Lays `over` over `base`, field by field. @throws PAYLOAD_TOO_LARGE when the merged metadata is over 16 KiB */
export function overlayRuntime(base: RunRuntime, over: RuntimeOverlay): RunRuntime {
  const { promptPolicy, ...names } = over;
  return { ...base, ...names, promptPolicy: overlayPolicy(base.promptPolicy, promptPolicy ?? {}) };
}

function overlayPolicy(base: PromptPolicy, over: Partial<PromptPolicy>): PromptPolicy {
  const metadata =
    over.metadata === undefined
      ? base.metadata
      : readMetadata({ ...base.metadata, ...over.metadata }, "promptPolicy.metadata, with what it is laid over,");
  return { ...base, ...over, metadata };
}

/**
 * As `overlayRuntime`, for what a call asks for.
 *
 * @throws UNSAFE_RUNTIME_OVERRIDE naming the switch that it would loosen
 */
export function tightenRuntime(base: RunRuntime, asked: RuntimeOverlay): RunRuntime {
  for (const field of Object.keys(tighter) as (keyof typeof tighter)[]) {
    const wanted = asked.promptPolicy?.[field];
    if (wanted === undefined || wanted === tighter[field] || wanted === base.promptPolicy[field]) continue;
    throw new ScoriaError(
      "UNSAFE_RUNTIME_OVERRIDE",
      `runtime.promptPolicy.${field} is ${String(tighter[field])} for this run and may only be tightened by a call. Leave it out, or change it in createScoria({ defaults }).`,
      { field },
    );
  }
  return Object.keys(asked).length === 0 ? base : overlayRuntime(base, asked);
}
