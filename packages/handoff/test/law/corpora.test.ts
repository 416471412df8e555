import type { JsonObject } from "@scoria/core";
import { testIdentity } from "@scoria/core/testing";
import { expect, test } from "vitest";
import { openWithHandoff, type HandoffScoria } from "../open-with-handoff.ts";
import { readCorpus, type Corpus } from "./corpus.ts";

const ana = testIdentity({ actorId: "ana", tenantId: "acme", sessionId: "chat-7" });

const open = (): Promise<HandoffScoria> => openWithHandoff("pglite", undefined, { worker: false });

/** The code of the refusal, or what tells that there was none. */
async function refusalOf(scoria: HandoffScoria, given: { handoffInput?: object; projectedContext?: object }) {
  const start = { rootRole: "planner", delegatedKind: "review", handoffInput: {}, projectedContext: {}, ...given };
  return scoria.handoff.startRun(ana, "critic", start).then(
    () => "let pass",
    (error: { readonly code: string }) => error.code,
  );
}

async function letPass(scoria: HandoffScoria, corpus: Corpus): Promise<readonly string[]> {
  const passed: string[] = [];
  for (const { name, context } of readCorpus(corpus)) {
    if ((await refusalOf(scoria, { projectedContext: context })) === "let pass") passed.push(name);
  }
  return passed;
}

test("every attempt to smuggle is refused, as context and as input, and leaves no run", async () => {
  const scoria = await open();
  const corpus = readCorpus("smuggling");
  expect(corpus.length).toBeGreaterThanOrEqual(300);
  expect(await letPass(scoria, "smuggling")).toEqual([]);
  const asInput: string[] = [];
  for (const { name, context } of corpus) {
    if ((await refusalOf(scoria, { handoffInput: context })) === "let pass") asInput.push(name);
  }
  expect(asInput).toEqual([]);
  expect((await scoria.listRunsForSession(ana)).runs).toEqual([]);
});

test("of honest contexts at most one in a hundred is refused, those that were held out included", async () => {
  const scoria = await open();
  const refusedOf = async (corpus: Corpus): Promise<{ readonly all: number; readonly refused: readonly string[] }> => {
    const passed = new Set(await letPass(scoria, corpus));
    const names = readCorpus(corpus).map(({ name }) => name);
    return { all: names.length, refused: names.filter((name) => !passed.has(name)) };
  };
  const tuning = await refusedOf("honest-tuning");
  const heldOut = await refusedOf("honest-held-out");
  const all = tuning.all + heldOut.all;
  const refused = [...tuning.refused, ...heldOut.refused];
  expect(all).toBeGreaterThanOrEqual(500);
  expect(heldOut.all * 3).toBeGreaterThanOrEqual(all);
  expect(refused.length / all, refused.join(", ")).toBeLessThanOrEqual(0.01);
  // By itself a third is so few that each is half a percent.
  expect(heldOut.refused.length / heldOut.all, heldOut.refused.join(", ")).toBeLessThanOrEqual(0.02);
});

test("what is smuggled is refused ten levels down and in lists, too", async () => {
  const scoria = await open();
  const passed: string[] = [];
  for (const { name, context } of readCorpus("smuggling").slice(0, 200)) {
    let deep: JsonObject = { found: [context] };
    for (let level = 0; level < 10; level += 1) deep = { [`level${level}`]: [{}, deep] };
    if ((await refusalOf(scoria, { projectedContext: deep })) === "let pass") passed.push(name);
  }
  expect(passed).toEqual([]);
});
