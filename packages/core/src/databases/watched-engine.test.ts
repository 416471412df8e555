import type { PGlite } from "@electric-sql/pglite";
import { expect, test } from "vitest";
import { watchedEngine } from "./watched-engine.ts";

/** Answers each message by the next list of names, and counts what reached it. */
function scripted(answers: readonly (readonly string[])[]): { readonly engine: PGlite; readonly reached: string[] } {
  const reached: string[] = [];
  const execProtocolStream = (message: Uint8Array): Promise<unknown> => {
    reached.push(String.fromCharCode(message[0] ?? 0));
    return Promise.resolve((answers[reached.length - 1] ?? []).map((name) => ({ name })));
  };
  return { engine: watchedEngine({ execProtocolStream } as unknown as PGlite), reached };
}

async function sendAll(engine: PGlite, kinds: string): Promise<string[]> {
  const told: string[] = [];
  for (const kind of kinds) {
    const answer = engine.execProtocolStream(Uint8Array.of(kind.charCodeAt(0)));
    told.push(
      await answer.then(
        () => "answered",
        () => "failed",
      ),
    );
  }
  return told;
}

const sound = [["parseComplete"], ["bindComplete"], ["noData"], ["commandComplete"], ["readyForQuery"]];

test("after a message without an answer nothing reaches the engine any more", async () => {
  const { engine, reached } = scripted([["parseComplete"], [], ["noData"], ["emptyQuery"], ["readyForQuery"]]);
  expect(await sendAll(engine, "PBDESQ")).toEqual(["answered", "failed", "failed", "failed", "failed", "failed"]);
  expect(reached).toEqual(["P", "B"]);
});

test("a statement's own error excuses what it skips, up to the next sync and no further", async () => {
  const { engine } = scripted([["parseComplete"], ["error"], [], [], ["readyForQuery"], ...sound.slice(0, 3), []]);
  const told = await sendAll(engine, "PBDESPBDE");
  expect(told).toEqual([...Array<string>(8).fill("answered"), "failed"]);
});

test("a simple query's error excuses nothing after it", async () => {
  const { engine } = scripted([["error", "readyForQuery"], []]);
  expect(await sendAll(engine, "QQ")).toEqual(["answered", "failed"]);
});

test("an exception of the engine is its last answer", async () => {
  let calls = 0;
  const execProtocolStream = (): Promise<never> => {
    calls += 1;
    return Promise.reject(new Error("Aborted()"));
  };
  const engine = watchedEngine({ execProtocolStream } as unknown as PGlite);
  expect(await sendAll(engine, "QQ")).toEqual(["failed", "failed"]);
  expect(calls).toBe(1);
});
