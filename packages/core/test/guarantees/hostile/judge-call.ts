import { isScoriaError } from "../../../src/errors/scoria-error.ts";

/** What a caller's mistake is answered with. Any other code blames the database or the engine for it. */
const mistakes: ReadonlySet<string> = new Set([
  "INVALID_IDENTITY",
  "INVALID_INPUT",
  "UNKNOWN_OPTION",
  "PAYLOAD_TOO_LARGE",
  "RUN_NOT_FOUND",
  "RUN_NOT_RESUMABLE",
  "IDEMPOTENCY_MISMATCH",
  "HANDLER_MISSING",
  "APPROVAL_NOT_FOUND",
  "APPROVAL_ALREADY_DECIDED",
  "APPROVAL_OWN_REQUEST",
  "UNSAFE_RUNTIME_OVERRIDE",
  "WAIT_TIMED_OUT",
  "LANE_INVALID",
]);

const longestMs = 2_000;
const hangsMs = 20_000;
const noAnswer = Symbol("no answer");
const longestMessage = 4_000;

export interface Judged {
  /** True: it took longer than it may. On a busy machine that alone proves nothing; made again, it must be quick. */
  readonly isLate?: boolean;
  /** What is wrong with how the call went; undefined when nothing is. */
  readonly fault?: string;
  readonly answer?: unknown;
}

export interface Expected {
  readonly isRight: (answer: unknown) => boolean;
  readonly mustRefuse: boolean;
  /** A word that no error may repeat. */
  readonly canary: string;
  /** True: what the host's own code named may be repeated. */
  readonly mayRepeat?: boolean;
  /** True: the caller passed a signal that it had aborted, whose reason it gets back. */
  readonly isAborted?: boolean;
}

/** Makes one call: a right answer or a typed refusal, in time, that repeats nothing. */
export async function judgeCall(call: () => unknown, expected: Expected): Promise<Judged> {
  const begun = performance.now();
  let timer: NodeJS.Timeout | undefined;
  try {
    const hangs = new Promise<typeof noAnswer>((resolve) => {
      timer = setTimeout(() => resolve(noAnswer), hangsMs);
    });
    const answer = await Promise.race([(async () => call())(), hangs]);
    if (answer === noAnswer) return { fault: `had no answer after ${hangsMs} ms` };
    const isLate = performance.now() - begun > longestMs;
    if (expected.mustRefuse) return { fault: "was taken", answer, isLate };
    return expected.isRight(answer) ? { answer, isLate } : { fault: "has a wrong answer", answer, isLate };
  } catch (error) {
    return { ...judgeError(error, expected), isLate: performance.now() - begun > longestMs };
  } finally {
    clearTimeout(timer);
  }
}

function judgeError(error: unknown, { canary, isAborted, mayRepeat }: Expected): Judged {
  if (isAborted === true && nameOf(error) === "AbortError") return {};
  if (!isScoriaError(error)) return { fault: `threw a raw ${nameOf(error)}` };
  if (!mistakes.has(error.code)) return { fault: `was answered with ${error.code}` };
  if (error.message.length > longestMessage) return { fault: `was refused with ${error.code} in an endless message` };
  if (mayRepeat === true) return {};
  const shown = `${error.message}\n${JSON.stringify(error)}\n${JSON.stringify(error.details)}`;
  return shown.includes(canary) || shown.includes(JSON.stringify(canary).slice(1, -1))
    ? { fault: `was refused with ${error.code}, which repeats what was given` }
    : {};
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
