import type { HandlerEntry } from "@scoria/core";
import { createTestScoria, type TestEngine, type TestScoria, type TestScoriaOptions } from "@scoria/core/testing";
import { createDashboardHandler, type Authorized, type DashboardHandler, type DashboardOptions } from "../src/index.ts";
import type { RouteName, WireClient } from "../src/wire/index.ts";
import { checkedClient } from "./checked-client.ts";
import { refundDesk, type World } from "./refund-desk.ts";

/** Where the dashboards of the tests are mounted. */
export const origin = "http://desk.example";
export const base: string = `${origin}/scoria`;

/** Every permission that is no lane's. */
export const everything: Authorized["can"] = [
  "read",
  "start",
  "decide",
  "cancel",
  "retry",
  "queues",
  "nodes",
  "schedules",
];

/** An operator: `op` of the tenant `acme`, who may do everything, but for what `fields` says. */
export function operatorOf(fields: Partial<Authorized> = {}): Authorized {
  return { actorId: "op", tenants: ["acme"], can: everything, ...fields };
}

const header = "x-operator";

/** The headers by which `authorize` of the tests knows an operator, and effects their origin. */
export function headersOf(operator: Authorized): Record<string, string> {
  return { origin, [header]: encodeURIComponent(JSON.stringify(operator)) };
}

/** Nobody is let in who brings no such header. */
export function authorizeByHeader(request: Request): Authorized | undefined {
  const named = request.headers.get(header);
  return named === null ? undefined : (JSON.parse(decodeURIComponent(named)) as Authorized);
}

export interface OpenDashboardOptions {
  /** Of the handler. Default: `authorizeByHeader`, and the defaults of the package. */
  readonly dashboard?: Partial<DashboardOptions>;
  /** Of the facade. */
  readonly scoria?: Omit<TestScoriaOptions, "engine" | "handlers">;
  /** Beside those of the refund desk. */
  readonly handlers?: Readonly<Record<string, HandlerEntry<{}, unknown>>>;
}

/** A dashboard over the facade of a refund desk; gone with its database at the end of the block. */
export interface OpenDashboard extends AsyncDisposable {
  readonly scoria: TestScoria;
  readonly world: World;
  readonly handler: DashboardHandler;
  /** A client of the API. Each answer that it gets is held against the table of routes. */
  client(operator?: Authorized): WireClient;
  /** Which routes were called by its clients, and with what status they answered. */
  readonly answered: ReadonlyMap<RouteName, ReadonlySet<number>>;
}

/** Opens a dashboard for a test. */
export async function openDashboard(
  engine: TestEngine,
  { dashboard, scoria: options, handlers }: OpenDashboardOptions = {},
): Promise<OpenDashboard> {
  const desk = refundDesk();
  const scoria = await createTestScoria({
    ...(options?.on === undefined ? { engine } : {}),
    ...options,
    handlers: { ...desk.handlers, ...handlers },
  });
  const handler = createDashboardHandler(scoria, { authorize: authorizeByHeader, ...dashboard });
  const answered = new Map<RouteName, Set<number>>();
  const onAnswer = (name: RouteName, status: number): void => {
    answered.set(name, (answered.get(name) ?? new Set()).add(status));
  };
  return {
    scoria: scoria as unknown as TestScoria,
    world: desk.world,
    handler,
    client: (operator = operatorOf()) =>
      checkedClient(
        { base, headers: headersOf(operator), fetch: (url, init) => handler(new Request(url, init)) },
        onAnswer,
      ),
    answered,
    [Symbol.asyncDispose]: async () => {
      desk.world.endAudits();
      await scoria.close();
    },
  };
}
