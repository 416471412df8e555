import { EventSourceParserStream } from "eventsource-parser/stream";

export const code = "the code of the tests";

/** One event of a stream. */
export interface StreamEvent {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: { readonly type?: string; readonly reason?: string };
}

/** How something is asked for beside its path. */
export interface Asked extends Omit<RequestInit, "headers"> {
  readonly headers?: Readonly<Record<string, string>>;
}

/** Asks a host as a browser does that has its cookies and says from where it asks. */
export class Browser {
  /** Where the host is, as the browser sees it: an origin, and a path before all others. */
  readonly base: string;
  readonly origin: string;
  #cookie = "";

  constructor(base: string) {
    this.base = base;
    this.origin = new URL(base).origin;
  }

  async signIn(name: string, given: string = code): Promise<Response> {
    const form = new URLSearchParams({ name, code: given });
    const answer = await this.ask("/sign-in", { method: "POST", body: form, redirect: "manual" });
    this.#cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? "";
    return answer;
  }

  signOut(): Promise<Response> {
    return this.ask("/sign-out", { method: "POST", redirect: "manual" });
  }

  /** What it sends with whatever it asks for. */
  get headers(): Readonly<Record<string, string>> {
    return { cookie: this.#cookie };
  }

  ask(path: string, { headers, ...init }: Asked = {}): Promise<Response> {
    return fetch(`${this.base}${path}`, { ...init, headers: { ...this.headers, ...headers } });
  }

  /** Asks for an effect; `headers` may say otherwise from where. */
  post(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return this.ask(`/scoria/api${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: this.origin, ...headers },
      body: JSON.stringify(body),
    });
  }

  /** Reads what it is answered as JSON. */
  async read<Answer>(path: string): Promise<Answer> {
    return (await (await this.ask(`/scoria/api${path}`)).json()) as Answer;
  }

  /** Opens the stream of a run. Whoever leaves the loop over it closes it. */
  async *follow(runId: string, headers: Readonly<Record<string, string>> = {}): AsyncGenerator<StreamEvent> {
    const tab = new AbortController();
    try {
      const { body } = await this.ask(`/scoria/api/runs/${runId}/stream`, { headers, signal: tab.signal });
      const events = body?.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
      for await (const { event = "message", id, data } of events ?? []) {
        yield { event, id, data: JSON.parse(data) as StreamEvent["data"] };
      }
    } finally {
      tab.abort();
    }
  }
}
