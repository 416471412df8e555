import { CallBook, type CallName, type NumberedCall } from "./call-book.ts";
import { Deliveries, type Delivery, type OpenCall } from "./deliveries.ts";
import type { AskedCall, Frame } from "./frame.ts";
import type { CallKind } from "./recorded-call.ts";
import type { RunPast } from "./run-past.ts";
import { Turns } from "./turns.ts";

export interface HandlerCallsParts {
  readonly past: RunPast;
  readonly onDelivered: (delivery: Delivery) => void;
  /** The handler asks for another call than the journal has at this place. */
  readonly onDiverged: (detail: string) => void;
}

/** The calls that the handlers of one execution make of ctx: numbered, and answered in the order of the journal. */
export class HandlerCalls {
  readonly #past: RunPast;
  readonly #onDiverged: (detail: string) => void;
  readonly #turns = new Turns();
  readonly deliveries: Deliveries;

  constructor({ past, onDelivered, onDiverged }: HandlerCallsParts) {
    this.#past = past;
    this.#onDiverged = onDiverged;
    this.deliveries = new Deliveries(onDelivered);
  }

  frame(place: Omit<Frame, "book">): Frame {
    return { ...place, book: new CallBook(place.stepKey, this.#turns) };
  }

  /** Numbers one call and has it answered: `answer` looks at what is recorded of it, or does what it asks for. */
  make(
    frame: Frame,
    kind: CallKind,
    name: CallName,
    promised: Pick<OpenCall, "resolve" | "reject">,
    answer: (asked: AskedCall, open: OpenCall) => void,
  ): void {
    let numbered: NumberedCall;
    try {
      numbered = frame.book.next(name, this.deliveries.hasOpenUnder(frame.stepKey));
    } catch (error) {
      return promised.reject(error);
    }
    const recorded = this.#past.ask(numbered.callId);
    if (recorded !== undefined && (recorded.kind !== kind || recorded.stepKey !== numbered.stepKey)) {
      return this.#onDiverged(
        `Call ${numbered.call} was ${recorded.kind} "${recorded.stepKey}"; the handler now asks for ${kind} "${numbered.stepKey}".`,
      );
    }
    const { callId, stepKey } = numbered;
    const open: OpenCall = { callId, parentKey: frame.stepKey, ...promised, wait: undefined, passive: false };
    if (recorded?.settled) this.skipInside(`${stepKey}/`);
    this.deliveries.open(open);
    answer({ ...numbered, frame, recorded }, open);
  }

  /** What was recorded under keys that begin so needs nobody to ask for it any more. */
  skipInside(prefix: string): void {
    const inside = this.#past.skipInside(prefix);
    if (inside.length > 0) this.deliveries.drop(inside);
  }
}
