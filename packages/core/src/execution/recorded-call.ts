import type { InnerCall } from "./inner-handler.ts";

export type CallKind = "step" | "approval" | "timer" | "signal" | "child" | "runs" | "entry";

/** What the journal has of one call of ctx. */
export interface RecordedCall {
  readonly kind: CallKind;
  readonly stepKey: string;
  /** It was a tool call. */
  isTool: boolean;
  failedAttempts: number;
  /** Of a handler inside the run: what it is called with. */
  inner: InnerCall | null;
  /** It stands in line, and nobody has begun it. */
  queued: boolean;
  /** When the next attempt is due, in ms since 1970. */
  retryAt: number | null;
  settled: boolean;
  /** Of a request for approval that still stands. */
  approvalId: string | null;
  /** Of a timer, in ms since 1970. */
  until: number | null;
}

/** As its first entry finds it. */
export function newCall(kind: CallKind, stepKey: string): RecordedCall {
  return {
    kind,
    stepKey,
    isTool: false,
    failedAttempts: 0,
    inner: null,
    queued: false,
    retryAt: null,
    settled: false,
    approvalId: null,
    until: null,
  };
}
