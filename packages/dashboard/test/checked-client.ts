import { refusal } from "../src/wire/values.ts";
import { routes } from "../src/wire/routes.ts";
import { wireClient, WireError, type RouteName, type WireClient, type WireClientOptions } from "../src/wire/index.ts";

/** Told of each call: of which route, and the status of its answer. */
export type OnAnswer = (name: RouteName, status: number) => void;

/** The client as it is, which also holds each answer against what the table says of its route: no field more, none less. */
export function checkedClient(options: WireClientOptions, onAnswer: OnAnswer): WireClient {
  const client = wireClient(options);
  const call = async (name: Exclude<RouteName, "streamRun">, given: never): Promise<unknown> => {
    try {
      const answer: unknown = await client.call(name, given);
      routes[name].answer.parse(answer);
      onAnswer(name, 200);
      return answer;
    } catch (error) {
      if (error instanceof WireError) {
        const { status, code, message, details } = error;
        refusal.parse({ error: { code, message, details } });
        onAnswer(name, status);
      }
      throw error;
    }
  };
  return { ...client, call: call as WireClient["call"] };
}
