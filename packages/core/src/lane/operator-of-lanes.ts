import type { LaneOperator, LaneRead, LaneAction } from "./lane-operator.ts";

/** Where a facade keeps what its lanes show to operators. Registered, so that another copy of the package finds it. */
export const operatorParts: unique symbol = Symbol.for("scoria.lanes.operator") as never;

/** What one lane shows to operators. */
export interface OperatorOfLane {
  readonly lane: string;
  readonly reads: Readonly<Record<string, LaneRead>>;
  readonly actions: Readonly<Record<string, LaneAction>>;
}

/**
 * What the lanes of a facade show to operators, in the order of the lanes. For the one who serves it, such as a dashboard:
 * ask for the permission of a read or an action before you call it.
 *
 * @example
 * ```ts
 * import { operatorOfLanes } from "@scoria/core/lane";
 *
 * for (const { lane, reads, actions } of operatorOfLanes(scoria)) console.log(lane, Object.keys(reads), Object.keys(actions));
 * ```
 */
export function operatorOfLanes(scoria: object): readonly OperatorOfLane[] {
  const lanes =
    (scoria as { readonly [operatorParts]?: readonly { readonly lane: string; readonly operator?: LaneOperator }[] })[
      operatorParts
    ] ?? [];
  return lanes.flatMap(({ lane, operator }) =>
    operator === undefined ? [] : [{ lane, reads: operator.reads ?? {}, actions: operator.actions ?? {} }],
  );
}
