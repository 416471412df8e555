import type { Lane } from "../../src/lane/lane.ts";

export interface HandoffApi {
  listHandoffs(runId: string): Promise<readonly string[]>;
}
export interface HandoffStep {
  delegate(role: string, options: { readonly delegatedKind: string; readonly handoffInput: unknown }): Promise<unknown>;
}
export interface HandoffParts {
  readonly api: HandoffApi;
  readonly step: HandoffStep;
  readonly detail: { readonly handoffs: readonly string[] };
}
/** Has an api, step powers and a detail, but takes nothing at a start. */
export interface HandoffLane extends Lane<"handoff", HandoffParts> {}

export interface SemanticApi {
  invalidate(lane: string): Promise<number>;
}
export interface SemanticParts {
  readonly api: SemanticApi;
  readonly startOptions: { readonly lane: string };
  readonly detail: { readonly outcome: "hit" | "miss" };
}
/** Has an api, start options and a detail, but no step powers. */
export interface SemanticLane extends Lane<"semantic", SemanticParts> {}

export interface LlmStep {
  chat(name: string, request: { readonly prompt: string }): Promise<{ readonly text: string }>;
}
export interface LlmParts {
  readonly step: LlmStep;
}
/** Has step powers only, and may be given another name. */
export interface LlmLane<Name extends string = "llm"> extends Lane<Name, LlmParts> {}

export function handoffLane(): HandoffLane {
  return {
    name: "handoff",
    migrations: [],
    attach: () => ({
      api: { listHandoffs: () => Promise.resolve([]) },
      step: () => ({ delegate: () => Promise.resolve(null) }),
      detail: (entries) => ({ handoffs: entries.map((entry) => entry.type) }),
    }),
  };
}

export function semanticLane(): SemanticLane {
  return {
    name: "semantic",
    migrations: [],
    attach: () => ({
      api: { invalidate: () => Promise.resolve(0) },
      startOptions: { read: (given) => ({ lane: String((given as { readonly lane?: unknown }).lane) }) },
      detail: () => ({ outcome: "miss" }),
    }),
  };
}

export function llmLane(): LlmLane;
export function llmLane<const Name extends string>(options: { readonly name: Name }): LlmLane<Name>;
export function llmLane(options: { readonly name: string } = { name: "llm" }): LlmLane<string> {
  return {
    name: options.name,
    migrations: [],
    attach: () => ({ step: (call) => ({ chat: () => Promise.resolve({ text: call.role }) }) }),
  };
}
