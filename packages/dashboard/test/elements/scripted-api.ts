import type { EntryView } from "../../src/wire/index.ts";
import { paths, type RouteName } from "../../src/wire/paths.ts";
import { routes, type Routes } from "../../src/wire/routes.ts";
import type { StreamEnd } from "../../src/wire/stream.ts";

/** What was asked for. */
export interface ScriptedCall {
  readonly name: RouteName;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

/** A refusal, as the API words it. */
export class ScriptedRefusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;

  constructor(status: number, code: string, message: string) {
    this.status = status;
    this.code = code;
    this.message = message;
  }
}

/** Text that goes over the wire as it is, for answers that no JavaScript value stands for. */
export class ScriptedText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type StreamEvent = EntryView | StreamEnd;

/** A run's stream: it is open at once, says these events and then those that come, and stays open unless one of them ends it. */
export class ScriptedStream {
  readonly events: readonly StreamEvent[];
  readonly later: AsyncIterable<StreamEvent> | undefined;

  constructor(events: readonly StreamEvent[], later?: AsyncIterable<StreamEvent>) {
    this.events = events;
    this.later = later;
  }
}

type Scripted<Name extends RouteName> = Routes[Name]["answer"] | ScriptedRefusal | ScriptedText | ScriptedStream;
type Answerer<Name extends RouteName> = (call: ScriptedCall) => Scripted<Name> | Promise<Scripted<Name>>;

/**
 * The API with answers from a script, for what a real server does not do on demand: to fail, to forbid, to be slow. Each answer
 * is held against the wire's own schema, so that a script cannot say what a server never would.
 */
export class ScriptedApi {
  readonly calls: ScriptedCall[] = [];
  readonly #answers = new Map<RouteName, Answerer<RouteName>>();

  on<Name extends RouteName>(name: Name, answer: Answerer<Name>): this {
    this.#answers.set(name, answer as Answerer<RouteName>);
    return this;
  }

  async answer(method: string, path: string, query: URLSearchParams, body: unknown): Promise<Response> {
    for (const [name, place] of Object.entries(paths) as [RouteName, string][]) {
      const params = paramsOf(place, `${method} ${path}`);
      if (params !== undefined) return this.#answerTo({ name, params, query, body });
    }
    return refusal(new ScriptedRefusal(404, "ROUTE_NOT_FOUND", "Nothing is served at this path."));
  }

  async #answerTo(call: ScriptedCall): Promise<Response> {
    this.calls.push(call);
    const answer = await this.#answers.get(call.name)?.(call);
    if (answer === undefined) return refusal(new ScriptedRefusal(404, "RUN_NOT_FOUND", "There is no such run."));
    if (answer instanceof ScriptedRefusal) return refusal(answer);
    if (answer instanceof ScriptedStream) return streamOf(answer);
    const text = answer instanceof ScriptedText ? answer.text : JSON.stringify(answer);
    routes[call.name].answer.parse(JSON.parse(text));
    return new Response(text, { headers: { "content-type": "application/json" } });
  }
}

function refusal({ status, code, message }: ScriptedRefusal): Response {
  return Response.json({ error: { code, message } }, { status });
}

function streamOf({ events, later }: ScriptedStream): Response {
  let isOpen = true;
  const body = new ReadableStream<string>({
    async start(stream) {
      const say = (event: StreamEvent): void => {
        stream.enqueue(`event: ${"reason" in event ? "end" : "entry"}\ndata: ${JSON.stringify(event)}\n\n`);
        if (!("reason" in event)) return;
        isOpen = false;
        stream.close();
      };
      stream.enqueue(": open\n\n");
      for (const event of events) say(event);
      for await (const event of later ?? []) if (isOpen) say(event);
    },
    cancel() {
      isOpen = false;
    },
  }).pipeThrough(new TextEncoderStream());
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}

function paramsOf(place: string, asked: string): Record<string, string> | undefined {
  const pattern = place.replaceAll(/[.]/g, "\\.").replaceAll(/:(\w+)/g, "(?<$1>[^/]+)");
  const match = new RegExp(`^${pattern}$`).exec(asked);
  return match === null ? undefined : { ...match.groups };
}
