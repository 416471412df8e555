import { isScoriaError } from "@scoria/core";
import type { UnsafeFinding } from "./law/unsafe-finding.ts";

/**
 * What the law found, of an error with the code `UNSAFE_PROJECTED_CONTEXT`; of anything else nothing.
 *
 * @example
 * ```ts
 * import { unsafeFindings } from "@scoria/handoff";
 *
 * export const pathsOf = (error: unknown): readonly string[] => unsafeFindings(error).map(({ path }) => path);
 * ```
 */
export function unsafeFindings(error: unknown): readonly UnsafeFinding[] {
  if (!isScoriaError(error, "UNSAFE_PROJECTED_CONTEXT")) return [];
  const { found } = error.details;
  return Array.isArray(found) ? (found as unknown as readonly UnsafeFinding[]) : [];
}
