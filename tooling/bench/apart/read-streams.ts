import { get, type IncomingMessage } from "node:http";
import { serveMeasurer } from "./serve-measurer.ts";

/** Which streams to open. */
export interface StreamsToOpen {
  readonly port: number;
  readonly runIds: readonly string[];
  readonly streams: number;
  /** How many of them take nothing of what they are sent. */
  readonly slow: number;
}

/** What came of them. */
export interface StreamsRead {
  readonly events: number;
  readonly ended: number;
}

/** Browsers that look at runs, in a process of their own. */
export interface ReadStreams {
  open(which: StreamsToOpen): Promise<void>;
  read(): Promise<StreamsRead>;
}

serveMeasurer<ReadStreams>(async () => {
  const answers: IncomingMessage[] = [];
  let events = 0;
  let ended = 0;
  return {
    work: {
      async [Symbol.asyncDispose]() {
        for (const answer of answers) answer.destroy();
      },
    },
    verbs: {
      async open({ port, runIds, streams, slow }) {
        await Promise.all(
          Array.from({ length: streams }, async (_, at) => {
            const runId = runIds[at % runIds.length] ?? "";
            const answer = await ask(port, runId);
            answers.push(answer);
            answer.once("close", () => (ended += 1));
            answer.once("error", () => undefined);
            if (at < slow) return;
            answer.on("data", (bytes: Buffer) => (events += count(bytes)));
          }),
        );
      },
      async read() {
        return { events, ended };
      },
    },
  };
});

function ask(port: number, runId: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = get(
      {
        port,
        host: "127.0.0.1",
        path: `/scoria/api/runs/${runId}/stream`,
        agent: false,
        highWaterMark: 16_384,
      } as object,
      (answer) => {
        if (answer.statusCode === 200) resolve(answer);
        else reject(new Error(`A stream was refused with ${answer.statusCode}.`));
      },
    );
    request.once("error", reject);
  });
}

/** An event ends with an empty line. */
function count(bytes: Buffer): number {
  let found = 0;
  for (let at = bytes.indexOf("\n\n"); at !== -1; at = bytes.indexOf("\n\n", at + 2)) found += 1;
  return found;
}
