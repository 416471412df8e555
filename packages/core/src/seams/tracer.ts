import type { StoredError } from "../errors/stored-error.ts";

/** Where the engine reports spans. An implementation must not throw. */
export interface Tracer {
  /** Begins a span now. Every span that was begun is ended once. */
  startSpan(name: string, attributes: SpanAttributes): Span;
}

export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** One stretch of work that is going on. */
export interface Span {
  /** Ends the span, as failed when an error is given. */
  end(error?: StoredError): void;
}

const noSpan: Span = Object.freeze({ end: (): void => {} });

/** Reports nothing. */
export const noTracer: Tracer = Object.freeze({ startSpan: (): Span => noSpan });
