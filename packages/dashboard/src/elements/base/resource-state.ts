import { WireError } from "../../wire/index.ts";

/** What is known of something that is read from the server. */
export type ResourceState<T> =
  | { readonly kind: "loading" }
  | {
      readonly kind: "ready";
      readonly value: T;
      readonly readAt: Date;
      /** Whether it is being read anew for another question: what is shown answers the one before. */
      readonly isOutdated: boolean;
      /** Why it could not be read again: it is as old as `readAt` says. */
      readonly staleBecause?: WireError;
    }
  /** `forbidden`: the operator may not see it. `absent`: there is no such thing. `failed`: trying again may help. */
  | { readonly kind: "forbidden" | "absent" | "failed"; readonly error: WireError };

export function asWireError(error: unknown): WireError {
  if (error instanceof WireError) return error;
  return new WireError(0, "FAILED", error instanceof Error ? error.message : String(error));
}

export function kindOf({ status }: WireError): "forbidden" | "absent" | "failed" {
  if (status === 401 || status === 403) return "forbidden";
  return status === 404 ? "absent" : "failed";
}
