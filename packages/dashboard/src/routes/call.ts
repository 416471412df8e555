import type { OperatorScope, ScoriaCore } from "@scoria/core";
import type { OperatorSurface } from "@scoria/core/operator";
import type { ShownValues } from "../shown/shown-values.ts";
import type { ParamsOf } from "../wire/client.ts";
import type { Permission } from "../wire/operator.ts";
import type { RouteName } from "../wire/paths.ts";
import type { Routes } from "../wire/routes.ts";

/** What all routes are served with. */
export interface Served {
  readonly scoria: ScoriaCore;
  readonly surface: OperatorSurface;
  readonly basePath: string;
}

/** One request, read and permitted. */
export interface Call<Name extends RouteName = RouteName> extends Served {
  readonly operator: OperatorScope;
  readonly can: ReadonlySet<Permission>;
  readonly params: Readonly<Record<ParamsOf<Name>, string>>;
  readonly query: Routes[Name]["query"];
  readonly body: Routes[Name]["body"];
  /** What this operator may see of values. */
  readonly values: ShownValues;
  /** Says in the host's log what failed that should not have: for a route that answers all the same. */
  readonly tellHost: (error: unknown) => void;
}

/** The routes of `Names`: each gives what the table says it answers. */
export type Answers<Names extends RouteName> = {
  readonly [Name in Names]: (call: Call<Name>) => Promise<Routes[Name]["answer"]>;
};

/** Every route but the stream, whose answer is no JSON. */
export type AnsweredRoute = Exclude<RouteName, "streamRun">;
