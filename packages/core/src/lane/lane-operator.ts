import type { Json, JsonObject } from "../decode/json.ts";
import type { OperatorScope } from "../identity/operator-scope.ts";

/** Something that operators may look at. */
export interface LaneRead {
  /** What an operator needs to be given for it: the lane's name, a dot, a word. */
  readonly permission: string;
  /** Answers for the tenants of the scope and no others. */
  readonly read: (operator: OperatorScope, query: JsonObject) => Promise<Json>;
}

/** Something that operators may do. */
export interface LaneAction {
  /** What an operator needs to be given for it: the lane's name, a dot, a word. */
  readonly permission: string;
  /** Acts within the tenants of the scope and no others, and records who did it. */
  readonly act: (operator: OperatorScope, body: Json) => Promise<Json>;
}

/** What a lane shows to operators. The host's dashboard asks for the permission before it calls any of it. */
export interface LaneOperator {
  readonly reads?: Readonly<Record<string, LaneRead>>;
  readonly actions?: Readonly<Record<string, LaneAction>>;
}
