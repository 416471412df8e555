import { expect, test, vi } from "vitest";
import { z } from "zod";
import { verifyExport } from "../../src/index.ts";
import { operatorOfLanes } from "../../src/lane/index.ts";
import { operatorSurface } from "../../src/operator/index.ts";
import { ana, bo, createTestScoria, eve } from "../../src/testing/create-test-scoria.ts";
import { reviewLane } from "../lanes/review-lane.ts";
import { onEachEngine } from "../on-each-engine.ts";

onEachEngine("the operator's surface", (engine) => {
  test("has the lanes, and the handlers of the host and of the lanes with their schemas", async () => {
    const input = z.object({ orderId: z.string() });
    await using scoria = await createTestScoria({
      engine,
      lanes: { review: reviewLane() },
      handlers: { refund: { input, run: () => null }, answer: () => null },
    });
    const surface = operatorSurface(scoria);
    expect(surface.lanes).toEqual(operatorOfLanes(scoria));
    expect(surface.lanes.map(({ lane }) => lane)).toEqual(["review"]);
    const kinds = surface.handlers.map(({ kind }) => kind);
    expect(kinds).toEqual(kinds.toSorted());
    expect(kinds).toEqual(expect.arrayContaining(["answer", "refund", "review.reader"]));
    expect(surface.handlers.find(({ kind }) => kind === "refund")?.input).toBe(input);
    expect(surface.handlers.find(({ kind }) => kind === "answer")?.input).toBeNull();
  });

  test("redacts as the facade does, in data, text and log", async () => {
    const lines: unknown[] = [];
    const write = (...line: readonly unknown[]): void => void lines.push(line);
    await using scoria = await createTestScoria({
      engine,
      logger: { debug: write, info: write, warn: write, error: write },
      redactor: { text: (text) => text.replaceAll("CASE-7", "[a case]") },
    });
    const surface = operatorSurface(scoria);
    expect(surface.redact({ note: "CASE-7", password: "p" })).toMatchObject({
      redacted: true,
      value: { note: "[a case]", password: expect.not.stringContaining('p"') as string },
    });
    const plain = { note: "nothing" };
    expect(surface.redact(plain)).toEqual({ redacted: false, value: plain });
    expect(surface.redactText("of CASE-7")).toBe("of [a case]");
    surface.logger.warn("CASE-7 was looked at");
    expect(JSON.stringify(lines)).toContain("[a case] was looked at");
  });

  test("is found by another copy of the package, and on nothing else", async () => {
    await using scoria = await createTestScoria({ engine });
    vi.resetModules();
    const copy = await import("../../src/operator/index.ts");
    expect(copy.operatorSurface).not.toBe(operatorSurface);
    expect(copy.operatorSurface(scoria)).toBe(operatorSurface(scoria));
    for (const other of [{}, { overview: () => null }, null, undefined, "scoria"]) {
      expect(() => operatorSurface(other as object)).toThrow(expect.objectContaining({ code: "INVALID_INPUT" }));
    }
  });

  test("refuses its verbs once the facade is closed", async () => {
    const scoria = await createTestScoria({ engine });
    const surface = operatorSurface(scoria);
    const onCall = scoria.operator({ actorId: "on-call", tenants: ["acme"] });
    await scoria.close();
    await expect(surface.overview(onCall)).rejects.toMatchObject({ code: "CLOSED" });
  });
});

onEachEngine("the neighbours of a run in its session", (engine) => {
  test.each([false, true])("are the runs just before and after it, of its tenant; row security: %s", async (rls) => {
    await using scoria = await createTestScoria({ engine, rls });
    const surface = operatorSurface(scoria);
    const [first, second, third] = [
      await scoria.startRun(ana, {}),
      await scoria.startRun(ana, {}),
      await scoria.startRun(ana, {}),
    ];
    await scoria.startRun(eve, {}); // the same session of another tenant
    await scoria.startRun(bo, {}); // none
    expect(await surface.sessionNeighbours(bo, second.runId)).toEqual({ previous: first, next: third });
    expect(await surface.sessionNeighbours(bo, first.runId)).toEqual({ previous: null, next: second });
    expect(await surface.sessionNeighbours(bo, third.runId)).toEqual({ previous: second, next: null });
    const alone = await scoria.startRun(bo, {});
    expect(await surface.sessionNeighbours(bo, alone.runId)).toEqual({ previous: null, next: null });
    await expect(surface.sessionNeighbours(eve, second.runId)).rejects.toMatchObject({ code: "RUN_NOT_FOUND" });
    await expect(surface.sessionNeighbours(eve, "x")).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });
});

onEachEngine("an export with a word of the caller's", (engine) => {
  test("shows what it is told to of each line, and verifies all the same", async () => {
    await using scoria = await createTestScoria({
      engine,
      handlers: { note: async (ctx) => ctx.step("keep", () => ({ iban: "DE00", token: "s3cr3t" })) },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "note" } });
    await scoria.waitForRun(ana, runId, { until: "settled" });
    const surface = operatorSurface(scoria);
    const shown: unknown[] = [];
    const whole = await scoria.exportEvidence(bo, runId);
    const same = await surface.exportEvidence(bo, runId, (entry) => {
      shown.push(entry);
      return { payload: entry.payload, redacted: false };
    });
    expect(same).toEqual(whole);
    // It is asked about what the facade redacted already.
    expect(JSON.stringify(shown)).not.toContain("s3cr3t");
    expect(shown).toMatchObject([
      { seq: 1, type: "run.started" },
      { type: "step.completed" },
      { type: "run.completed" },
    ]);

    // What it shows decides, whatever it says of that.
    for (const redacted of [true, false]) {
      const cut = await surface.exportEvidence(bo, runId, ({ type, payload }) =>
        type === "run.started" ? { payload, redacted: false } : { payload: { left: "out" }, redacted },
      );
      expect(cut.jsonl).not.toContain("DE00");
      expect(cut.redacted).toBe(2);
      expect(verifyExport(cut.jsonl, { head: cut.head })).toMatchObject({ ok: true, redacted: 2 });
      expect(verifyExport(cut.jsonl.replace('"left":"out"', '"left":"in"'), { head: cut.head }).ok).toBe(true);
      expect(verifyExport(cut.jsonl.replace("step.completed", "step.failed"), { head: cut.head }).ok).toBe(false);
    }
  });

  test("is refused for another tenant, and where it is given no JSON", async () => {
    await using scoria = await createTestScoria({ engine });
    const { runId } = await scoria.startRun(ana, {});
    const surface = operatorSurface(scoria);
    const show = () => ({ payload: null, redacted: true });
    await expect(surface.exportEvidence(eve, runId, show)).rejects.toMatchObject({ code: "RUN_NOT_FOUND" });
    const wrongs = { undefined, nan: Number.NaN, function: () => 1, promise: Promise.resolve(1), symbol: Symbol("x") };
    for (const [name, wrong] of Object.entries(wrongs)) {
      const answer = surface.exportEvidence(ana, runId, () => ({ payload: wrong as never, redacted: true }));
      await expect(answer, name).rejects.toMatchObject({ code: "INVALID_INPUT" });
    }
    await expect(surface.exportEvidence(ana, runId, null as never)).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });
});
