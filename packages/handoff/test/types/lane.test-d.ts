import { createScoria, type Identity, type Json, type Scoria, type StoredError } from "@scoria/core";
import { createTestScoria } from "@scoria/core/testing";
import {
  handoffLane,
  type HandoffApi,
  type HandoffDetail,
  type HandoffErrorCode,
  type HandoffLane,
  type HandoffRecord,
  type HandoffStatus,
  type HandoffStep,
  type UnsafeFinding,
  unsafeFindings,
} from "../../src/index.ts";
import { check, type Equal } from "./equal.ts";

declare const ana: Identity;
declare const runId: string;
declare const flag: boolean;

// With the lane its parts are on the facade, in `ctx` and on the detail.
const scoria = await createScoria({
  lanes: { handoff: handoffLane() },
  handlers: {
    plain(ctx) {
      check<Equal<typeof ctx.handoff, HandoffStep>>();
    },
  },
});
check<Equal<typeof scoria.handoff, HandoffApi>>();
const detail = await scoria.getRunDetail(ana, runId);
check<Equal<typeof detail.handoff, HandoffDetail>>();

// Without it there is none of them.
const bare = await createScoria({
  handlers: {
    plain(ctx) {
      // @ts-expect-error -- not installed
      void ctx.handoff;
    },
  },
});
// @ts-expect-error -- not installed
void bare.handoff;
const bareDetail = await bare.getRunDetail(ana, runId);
// @ts-expect-error -- not installed
void bareDetail.handoff;

// A lane that may be absent is possibly undefined.
const perhaps = await createScoria({
  lanes: { handoff: flag ? handoffLane() : undefined },
  handlers: {
    plain(ctx) {
      check<Equal<typeof ctx.handoff, HandoffStep | undefined>>();
    },
  },
});
check<Equal<typeof perhaps.handoff, HandoffApi | undefined>>();
const perhapsDetail = await perhaps.getRunDetail(ana, runId);
check<Equal<typeof perhapsDetail.handoff, HandoffDetail | undefined>>();

// Its key is its name.
// @ts-expect-error -- "handoffs" is not "handoff"
await createScoria({ lanes: { handoffs: handoffLane() } });

// A helper asks for the lane. A facade that has it fits, of a test too; one without does not.
declare function help(facade: Scoria<{ handoff: HandoffLane }>): void;
declare function helpAnybody(facade: Scoria): void;
help(scoria);
help(await createTestScoria({ lanes: { handoff: handoffLane() } }));
helpAnybody(scoria);
// @ts-expect-error -- not installed
help(bare);
// @ts-expect-error -- possibly undefined
help(perhaps);

// A record of the detail says who gave what to whom, and what became of it.
const [first] = detail.handoff;
check<Equal<typeof first, HandoffRecord | undefined>>();
if (first !== undefined) {
  check<Equal<typeof first.status, HandoffStatus>>();
  check<Equal<typeof first.result, Json | undefined>>();
  check<Equal<typeof first.error, StoredError | undefined>>();
  check<Equal<typeof first.startedAt, Date | undefined>>();
  check<Equal<typeof first.allowed, readonly string[]>>();
  // @ts-expect-error -- while a delegated role waits, its run does
  if (first.status === "waiting") void first;
  // @ts-expect-error -- what is read is not to be written
  first.result = null;
}
// @ts-expect-error -- what is read is not to be written
detail.handoff.push(first);

// What the law refused is told by place and reason.
declare const thrown: unknown;
const [finding] = unsafeFindings(thrown);
check<Equal<typeof finding, UnsafeFinding | undefined>>();
// @ts-expect-error -- no such reason
if (finding?.reason === "private") void finding;

// Its codes are known by name.
export const code: HandoffErrorCode = "UNSAFE_PROJECTED_CONTEXT";
// @ts-expect-error -- a code of the core's
export const coreCode: HandoffErrorCode = "RUN_NOT_FOUND";
