/**
 * Why something may not be handed on. Nothing is added or renamed without a major version: hosts branch on these words.
 *
 * The first ten are what a key names, the others what a value is. `nested-too-deep` is what is wrapped so often, in JSON
 * within base64 within JSON and so on, that the law cannot see what it is.
 */
export type UnsafeReason =
  | "transcript"
  | "messages"
  | "history"
  | "session"
  | "headers"
  | "cookies"
  | "runtime-state"
  | "secret"
  | "credentials"
  | "token"
  | "message-list"
  | "transcript-text"
  | "cookie-text"
  | "header-text"
  | "nested-too-deep";

/** One thing that the law refuses. It tells where and why, and never what stands there. */
export interface UnsafeFinding {
  /** From the name of the whole down: `projectedContext.order.items[2].headers`. */
  readonly path: string;
  readonly reason: UnsafeReason;
}
