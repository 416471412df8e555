import { serveHandlers, type Services } from "./serve-handlers.ts";
import { endServer, registerHandlers, startServer } from "./start-server.ts";

export interface OpenServer extends AsyncDisposable {
  readonly ingressUrl: string;
}

/** A fresh server that knows these handlers, which this process has. It ends with `whileRuns`, which is this process if nobody says else. */
export async function openServer(
  databaseUrl: string,
  services: Services,
  whileRuns = process.pid,
): Promise<OpenServer> {
  const place = await startServer(databaseUrl, whileRuns);
  const handlers = await serveHandlers(services, place.handlersPort);
  await registerHandlers(databaseUrl, place);
  return {
    ingressUrl: place.ingressUrl,
    async [Symbol.asyncDispose]() {
      await endServer(databaseUrl, place);
      await handlers[Symbol.asyncDispose]();
    },
  };
}
