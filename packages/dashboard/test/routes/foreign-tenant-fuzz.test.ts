import fc from "fast-check";
import { expect, test } from "vitest";
import { paths, type RouteName } from "../../src/wire/index.ts";
import { onEachEngine } from "../on-each-engine.ts";
import { callsNaming, type Names } from "./calls.ts";
import { send, type RawAnswer } from "./send.ts";
import { canary, namesOfNothing, openTwoTenants, withoutNames, type TwoTenants } from "./two-tenants.ts";

const calls = 2_000;
const routeNames = Object.keys(paths) as RouteName[];
const fields = [
  "runId",
  "approvalId",
  "argumentsHash",
  "sessionId",
  "actorId",
  "queue",
  "schedule",
  "headHash",
] as const;
const cursors = ["runsCursor", "approvalsCursor", "sessionsCursor", "schedulesCursor"] as const;
const all = ["tenantId", ...fields, ...cursors] as const;
const hostile = ["", "__proto__", "constructor", "' or true --", "%", "*", "../runs", "\u0000", "9".repeat(300)];

/** A call of some way of a route, with each name of its own, of theirs, or of nobody at all. */
interface Drawn {
  readonly route: RouteName;
  readonly way: number;
  readonly whose: Readonly<Record<(typeof all)[number], "ours" | "theirs" | number>>;
  readonly run: number;
}

const whose = fc.oneof(
  { weight: 4, arbitrary: fc.constant("ours" as const) },
  { weight: 4, arbitrary: fc.constant("theirs" as const) },
  { weight: 1, arbitrary: fc.nat(hostile.length - 1) },
);
const drawn: fc.Arbitrary<Drawn> = fc.record({
  route: fc.constantFrom(...routeNames),
  way: fc.nat(),
  whose: fc.record(Object.fromEntries(all.map((name) => [name, whose])) as Record<(typeof all)[number], typeof whose>),
  run: fc.nat(),
});

onEachEngine("random calls of an operator", (engine) => {
  test(
    "tell nothing of another tenant, and are answered as if its things had never been",
    { timeout: 120_000 },
    async () => {
      await using two = await openTwoTenants(engine);
      // So that to erase its own notes has the same effect each time: none.
      const erase = { params: { lane: "notes", name: "erase" }, body: {} };
      await two.desk.client(two.ours.operator).call("actOnLane", erase);
      const before = await two.theirs.record();
      const statuses = new Map<number, number>();
      let compared = 0;
      const nothing = namesOfNothing(two.theirs.names);
      const tries = fc.asyncProperty(drawn, async (one) => {
        const asked = namesOf(two, one, two.theirs.names);
        const answer = await answerTo(two, one, asked);
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        expect(answer.status).not.toBe(500);
        expect(leaksIn(two, answer, asked)).toEqual([]);
        const twin = namesOf(two, one, nothing);
        // With none of theirs in it there is nothing to compare, and asked twice it may have another effect.
        if (JSON.stringify(callOf(one, twin)) === JSON.stringify(callOf(one, asked))) return;
        expect(likeness(await answerTo(two, one, twin), twin)).toEqual(likeness(answer, asked));
        compared += 1;
      });
      await fc.assert(tries, { numRuns: calls, endOnFailure: true });
      expect(await two.theirs.record()).toEqual(before);
      const figure = "random calls beside another tenant";
      console.log(JSON.stringify({ figure, engine, calls, compared, statuses: Object.fromEntries(statuses) }));
    },
  );
});

function namesOf({ ours, theirs }: TwoTenants, { whose: of, run }: Drawn, foreign: Names): Names {
  const own = { ...ours.names, runId: ours.runIds[run % ours.runIds.length] ?? "" };
  const other =
    foreign === theirs.names ? { ...foreign, runId: theirs.runIds[run % theirs.runIds.length] ?? "" } : foreign;
  const pairs = all.map((name) => {
    const from = of[name];
    return [name, typeof from === "number" ? hostile[from] : from === "ours" ? own[name] : other[name]] as const;
  });
  return Object.fromEntries(pairs) as unknown as Names;
}

function callOf({ route, way }: Drawn, names: Names): object {
  const ways = callsNaming(names)[route];
  return ways[way % ways.length] ?? {};
}

function answerTo({ desk, ours }: TwoTenants, one: Drawn, names: Names): Promise<RawAnswer> {
  // Of a run that goes on, nothing more may come: the opening says enough.
  const chunks = one.route === "streamRun" && names.runId !== ours.endedRunId ? 1 : undefined;
  return send(desk.handler, ours.operator, one.route, callOf(one, names) as never, chunks);
}

/** What must not be there: what they wrote, and ids of theirs that were not asked about. */
function leaksIn({ theirs }: TwoTenants, { text }: RawAnswer, asked: Names): readonly string[] {
  const { approvalId, headHash, argumentsHash } = theirs.names;
  const named = new Set(Object.values(asked) as string[]);
  return [
    canary,
    canary.toUpperCase(),
    ...[...theirs.runIds, approvalId, headHash, argumentsHash].filter((name) => !named.has(name)),
  ].filter((word) => text.includes(word));
}

/** An answer but for the names that were asked about, and for what is new with each call. */
function likeness({ status, text }: RawAnswer, asked: Names): object {
  const left = withoutNames(text, asked)
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, "<id>")
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "<time>");
  return { status, text: left };
}
