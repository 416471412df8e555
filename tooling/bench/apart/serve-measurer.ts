import type { Contestant, Setting } from "../contestants/contestant.ts";
import { findContestant } from "../contestants/find-contestant.ts";
import type { FromOther, Opening, Question, Verbs } from "../measure/other-process.ts";

const patienceToCloseMs = 10_000;

/** Says a word to the measuring process unasked. */
export type Say = (word: string) => void;

/**
 * Opens a contestant's work in this process and does what the measuring process asks for, until that one lets go or is gone:
 * then it closes the work and ends.
 */
export function serveMeasurer<Of extends Verbs<Of>>(
  open: (contestant: Contestant, setting: Setting, say: Say) => Promise<{ verbs: Of; work: AsyncDisposable }>,
): void {
  const send = (message: FromOther): void => void process.send?.(message);
  let opened: Promise<{ verbs: Of; work: AsyncDisposable }> | undefined;

  async function answer(message: Opening | Question): Promise<unknown> {
    if ("contestant" in message) {
      const contestant = await findContestant(message.contestant);
      opened = open(contestant, message.setting, (word) => send({ word }));
      await opened;
      return undefined;
    }
    const verbs = (await opened)?.verbs;
    if (verbs === undefined) throw new Error("Nothing is open here yet.");
    // The one who asks is held to the same verbs by the compiler; between the processes all is text.
    return await verbs[message.verb as keyof Of](...(message.args as never[]));
  }

  process.on("message", (message: Opening | Question) => {
    const number = "number" in message ? message.number : 0;
    answer(message).then(
      (given) => send({ number, answer: given }),
      (error: unknown) =>
        send({ number, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  });
  process.once("disconnect", () => {
    // The one who asked may be gone, and then nobody else ends what does not close.
    setTimeout(() => process.exit(), patienceToCloseMs).unref();
    void close().finally(() => process.exit());
  });

  async function close(): Promise<void> {
    await (await opened)?.work[Symbol.asyncDispose]();
  }
}
