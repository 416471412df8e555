import type { PGlite } from "@electric-sql/pglite";

type Exec = PGlite["execProtocolStream"];
type Messages = Awaited<ReturnType<Exec>>;

const outcomes: ReadonlySet<string> = new Set(["commandComplete", "emptyQuery", "portalSuspended"]);
const sync = 0x53;
/** What the engine owes for each message of a client, by the message's first byte. */
const owed: ReadonlyMap<number, ReadonlySet<string>> = new Map([
  [0x50 /* parse */, new Set(["parseComplete"])],
  [0x42 /* bind */, new Set(["bindComplete"])],
  [0x44 /* describe */, new Set(["rowDescription", "noData"])],
  [0x45 /* execute */, outcomes],
  [0x51 /* simple query */, outcomes],
  [sync, new Set(["readyForQuery"])],
]);

/**
 * The engine as its node-postgres adapter sees it, with the check that both lack: that each message was answered.
 *
 * When the engine's stack overflows it can answer nothing at all, and the adapter passes that on as a write without rows,
 * or as a statement that never ends. Here it is an error, which the adapter tells its client as one of the connection.
 * From then on nothing reaches the engine: the next statement could spin for ever.
 */
export function watchedEngine(engine: PGlite): PGlite {
  let hasFailed = false;
  /** After the error of a statement the engine rightly passes over all messages up to the next sync. */
  let isSkipping = false;

  const isAnswered = (kind: number | undefined, messages: Messages): boolean => {
    if (messages.some(({ name }) => name === "error")) isSkipping = true;
    if (kind === sync) isSkipping = false;
    const answers = kind === undefined ? undefined : owed.get(kind);
    return isSkipping || answers === undefined || messages.some(({ name }) => answers.has(name));
  };

  const execProtocolStream: Exec = async (message, options) => {
    if (hasFailed) throw new Error("The embedded database has failed before.");
    try {
      const messages = await engine.execProtocolStream(message, options);
      if (!isAnswered(message[0], messages)) throw new Error("The embedded database did not answer.");
      if (message[0] === 0x51) isSkipping = false; // a simple query ends as with a sync
      return messages;
    } catch (error) {
      hasFailed = true;
      throw error;
    }
  };

  return {
    get waitReady() {
      return engine.waitReady;
    },
    execProtocolStream,
  } as Pick<PGlite, "execProtocolStream" | "waitReady"> as PGlite;
}
