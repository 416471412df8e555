import { randomBytes } from "node:crypto";
import type pg from "pg";
import type { Connection } from "../database.ts";
import { topics, type Hinted, type Notifier, type NotifierOptions, type Topic } from "../notifier.ts";
import { HintQueue } from "./hint-queue.ts";
import { ListeningSession } from "./listening-session.ts";
import { PostgresListener } from "./postgres-listener.ts";
import { Subscribers } from "./subscribers.ts";

interface PostgresNotifierParts extends NotifierOptions {
  /** A connection for hints alone, so that no other work waits for the lock that a notification takes. */
  readonly notify: Connection;
  readonly listenConfig: pg.ClientConfig;
}

const prefix = "scoria_";
const channelOf = (topic: Topic): string => `${prefix}${topic}`;
const topicOf = new Map(topics.map((topic) => [channelOf(topic), topic]));
// Anybody who may connect may notify: what has another form is nobody's hint.
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Hints by NOTIFY, sent in statements of their own and heard on one dedicated connection. */
export function postgresNotifier(parts: PostgresNotifierParts): Notifier {
  const { notify, listenConfig, logger, selfTestMs = 30_000, patienceMs = 4_000 } = parts;
  const subscribers = new Subscribers();
  // What this facade sent it need not hear.
  const self = randomBytes(3).toString("hex");

  const send = async (messages: readonly (readonly [channel: string, payload: string])[]): Promise<void> => {
    // A sending is a commit of its own; what is only a hint need not wait for the disk, nor make others wait.
    await notify.query({
      name: "scoria_notify",
      text: `
select pg_notify(hint.channel, hint.payload)
from set_config('synchronous_commit', 'off', true), unnest($1::text[], $2::text[]) as hint (channel, payload)`,
      values: [messages.map(([channel]) => channel), messages.map(([, payload]) => payload)],
    });
  };
  const queue = new HintQueue((hints) =>
    send([...hints].map(([topic, runs]) => [channelOf(topic), `${self} ${runs === "any" ? runs : runs.join(" ")}`])),
  );
  const tellAny = (channels: readonly string[]): void => {
    for (const channel of channels) {
      const topic = topicOf.get(channel);
      if (topic !== undefined) subscribers.tell(topic, "any");
    }
  };
  const listener = new PostgresListener({
    open: (channels, hear, signal) => ListeningSession.open(listenConfig, channels, hear, signal),
    send: (channel, payload) => send([[channel, payload]]),
    hear(channel, payload) {
      const topic = topicOf.get(channel);
      const [sender, ...words] = payload.split(" ");
      if (topic === undefined || sender === self) return;
      const runs: Hinted = words[0] === "any" ? "any" : words.filter((word) => uuid.test(word));
      if (runs.length > 0) subscribers.tell(topic, runs);
    },
    begun: tellAny,
    logger,
    selfTestMs,
    patienceMs,
  });
  return {
    publish: (topic, runId) => queue.add(topic, runId),
    subscribe(topic, hear) {
      const leave = subscribers.add(topic, hear);
      listener.want(channelOf(topic));
      return () => {
        leave();
        if (!subscribers.has(topic)) listener.unwant(channelOf(topic));
      };
    },
    doubt: () => listener.doubt(),
    async close() {
      await Promise.all([queue.close(), listener.close()]);
    },
  };
}
