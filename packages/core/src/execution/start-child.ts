import { limits } from "../decode/limits.ts";
import { readString } from "../decode/option-values.ts";
import { readOptions } from "../decode/read-options.ts";
import { recordResult } from "../decode/recorded-value.ts";
import { tightenRuntime } from "../defaults/overlay-runtime.ts";
import { readMetadata, readOverlay } from "../defaults/read-overlay.ts";
import { ScoriaError } from "../errors/scoria-error.ts";
import { failPoint } from "../fail-points.ts";
import { checkedBy, handlerMissing, readRails } from "../runs/read-start.ts";
import type { Json } from "../decode/json.ts";
import type { Execution } from "./execution.ts";
import type { Frame } from "./frame.ts";
import { readKind } from "./handler-table.ts";
import { payloadText, type ChildStarted } from "./payloads.ts";
import { rejected } from "./rejected.ts";
import { startedRun, type NextStart } from "./started-run.ts";

/** How many generations below a run that nobody started from a handler. */
const deepest = 32;

type ReadChild = Omit<NextStart, "depth"> & { readonly key: string | null };

/**
 * Starts a child. That it was started and the child itself are one commit: the run has an entry with the id of the child,
 * and on replay that is the answer. What many branches start in one tick shares its commits.
 */
export function startChild(
  execution: Execution,
  frame: Frame,
  kind: unknown,
  input: unknown,
  options: unknown,
): Promise<unknown> {
  let child: ReadChild;
  try {
    child = readChild(execution, kind, input, options);
  } catch (error) {
    return rejected(error);
  }
  const name = { prefix: "child:", name: child.kind, key: child.key };
  return execution.call<unknown>(frame, "child", name, ({ call, stepKey, recorded }, open) => {
    if (recorded !== undefined) return;
    const depth = (execution.past.started.parent?.depth ?? 0) + 1;
    if (depth > deepest) return execution.refuse(open, tooDeep(child.kind));
    if (!execution.admit()) return;
    void execution.live(async () => {
      let run: ReturnType<typeof startedRun>;
      try {
        const input = await checkedInput(execution, child);
        run = startedRun(execution, { ...child, input, depth, bareIdentity: frame.bareIdentity });
      } catch (error) {
        return execution.refuse(open, error);
      }
      const payload = payloadText({ kind: child.kind, runId: run.entry.runId } satisfies ChildStarted);
      await failPoint("child.before-commit");
      await execution.append({
        drafts: [{ type: "child.started", call, stepKey, role: frame.role, payload }],
        tree: { starts: [run] },
      });
      await failPoint("child.after-commit");
    });
  });
}

/**
 * What the handler's schema makes of an input that is already plain JSON.
 *
 * @throws HANDLER_MISSING, INVALID_INPUT
 */
export async function checkedInput(
  { parts }: Pick<Execution, "parts">,
  { kind, input }: Pick<NextStart, "kind" | "input">,
): Promise<Json | undefined> {
  const handler = parts.handlers.get(kind);
  if (handler === undefined) throw handlerMissing([...parts.handlers.keys()]);
  return checkedBy(handler, { input });
}

/** The handler's own value, so it is taken as a step's result is: what JSON makes of it is what the next handler gets. */
export function readInput(value: unknown): Json | undefined {
  const recorded = recordResult(value, { name: "input", maxBytes: limits.inputBytes });
  return recorded.absent ? undefined : recorded.value;
}

function readChild({ past }: Execution, kind: unknown, input: unknown, options: unknown): ReadChild {
  const known = ["key", "rootRole", "metadata", "rails", "runtime"] as const;
  const given = readOptions(options, known, "ctx.startChild");
  const name = { maxCharacters: limits.nameCharacters };
  const { rails, runtime } = past.started;
  return {
    kind: readKind(kind),
    key: given.key === undefined ? null : readString(given.key, "key", name),
    rootRole: given.rootRole === undefined ? "executor" : readString(given.rootRole, "rootRole", name),
    input: readInput(input),
    metadata: given.metadata === undefined ? {} : readMetadata(given.metadata, "metadata"),
    rails: { ...rails, ...readRails(rails, given.rails) },
    runtime: tightenRuntime(runtime, readOverlay(given.runtime, "runtime")),
  };
}

function tooDeep(kind: string): ScoriaError<"RAIL_EXCEEDED"> {
  return new ScoriaError(
    "RAIL_EXCEEDED",
    `No child of kind "${kind}" was started: this run stands ${deepest} generations below the first, and no run may stand deeper. ` +
      "Start the work from a run further up, or go on with ctx.continueAsNew.",
    { rail: "maxDepth", limit: deepest, observed: deepest + 1 },
  );
}
