import type { JsonObject } from "./decode/json.ts";
import type { RuntimeOverlay } from "./defaults/run-runtime.ts";
import type { NamesWith, PartOf } from "./lane/lane.ts";
import type { Rails } from "./scoria-options.ts";

/** What a start takes from core, whatever lanes are installed. */
export interface CoreStart<Kind> {
  /** The role that the first step acts in. Default: `executor`. */
  readonly rootRole?: string;
  /** What the run does first. Default: nothing, the run is recorded and completed in one commit. */
  readonly initialStep?: { readonly kind: Kind };
  /**
   * The same key of the same tenant answers with the run that it once started, for as long as that run is kept: once
   * `retention` deleted it, the key is free. Up to 256 characters. Default: none, each call starts a run.
   */
  readonly idempotencyKey?: string;
  /** Kept with the run for the host's own use; up to 16 KiB of plain JSON. Default: `{}`. */
  readonly metadata?: JsonObject;
  /** Limits for this run; they may only be tighter than the facade's. Default: the facade's. */
  readonly rails?: Rails;
  /**
   * Provider, model and prompt policy for this run, over the defaults of the app, the tenant and the actor. `toolsAllowed`
   * may only be switched off, `groundingRequired` and `approvalRequired` only on. Default: the defaults.
   */
  readonly runtime?: RuntimeOverlay;
}

/** The input of a start: required when the handler's schema requires one, and absent when there is no first step. */
export type InputField<Input> = [Input] extends [never]
  ? { readonly input?: never }
  : unknown extends Input
    ? { readonly input?: unknown }
    : undefined extends Input
      ? { readonly input?: Input }
      : { readonly input: Input };

/** What a start takes: core's own options, the input of the step kind, and each installed lane's options under its name. */
export type StartOptions<Lanes, Kind, Input> = CoreStart<Kind> &
  InputField<Input> & {
    readonly [Name in NamesWith<Lanes, "startOptions">]?: PartOf<NonNullable<Lanes[Name]>, "startOptions">;
  };
