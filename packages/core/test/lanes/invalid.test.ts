import { expect, test } from "vitest";
import { createScoria, type Scoria } from "../../src/index.ts";
import type { AttachedLane, Lane, LaneHost, LaneParts } from "../../src/lane/index.ts";

const opened = (lane: Partial<Lane> & { readonly name: string }): Promise<Scoria> => {
  const lanes: Readonly<Record<string, unknown>> = {
    [lane.name]: { migrations: [], attach: () => ({}), ...lane },
  };
  return createScoria({ database: "memory:", worker: false, lanes: lanes as never }) as Promise<Scoria>;
};

test.each<[string, Partial<Lane> & { readonly name: string }, string]>([
  ["takes a verb of the facade", { name: "close" }, "belongs to the core"],
  ["has a name that is no lower-case word", { name: "My_Lane" }, "lower-case word"],
  ["follows nothing", withPart({ follow: { types: [], take: async () => {} } }), "entry types"],
  ["names two jobs alike", withPart({ jobs: [job("a"), job("a")] }), "name of its own"],
  ["has a job every few milliseconds", withPart({ jobs: [{ ...job("a"), everyMs: 5 }] }), "milliseconds from 1,000"],
  [
    "has a permission of another lane",
    withPart({ operator: { reads: { all: { permission: "other.read", read: async () => null } } } }),
    'must be "odd."',
  ],
  [
    "registers a handler under a name that is not its own",
    attaching((host) => host.registerHandler("refund", { run: () => null })),
    'must be "odd."',
  ],
  [
    "registers a handler twice",
    attaching((host) => {
      host.registerHandler("odd.one", { run: () => null });
      host.registerHandler("odd.one", { run: () => null });
    }),
    "registered already",
  ],
])("a lane that %s is refused before the database is opened", async (_, lane, says) => {
  await expect(opened(lane)).rejects.toMatchObject({
    code: expect.stringMatching(/LANE_INVALID|INVALID_INPUT/),
    message: expect.stringContaining(says),
  });
});

test("a lane's host says that it is too early while the lane is being attached, and too late to register afterwards", async () => {
  let kept: LaneHost | undefined;
  let early: unknown;
  const lane = attaching((host) => {
    kept = host;
    try {
      host.now();
    } catch (error) {
      early = error;
    }
  });
  await using scoria = await opened(lane);
  expect(scoria.identity({ actorId: "ana", tenantId: "acme" })).toMatchObject({ actorId: "ana" });
  expect(early).toMatchObject({ code: "CLOSED", message: expect.stringContaining("not open yet") });
  expect(() => kept?.registerHandler("odd.late", { run: () => null })).toThrow("while it is attached");
  await expect(kept?.tables.query({ text: "select nonsense" })).rejects.toMatchObject({ name: "ScoriaError" });
});

function withPart(part: Partial<AttachedLane<LaneParts>>): Partial<Lane> & { readonly name: string } {
  return { name: "odd", attach: () => part as AttachedLane<LaneParts> };
}

function attaching(act: (host: LaneHost) => void): Partial<Lane> & { readonly name: string } {
  return {
    name: "odd",
    attach: (host) => {
      act(host);
      return {};
    },
  };
}

function job(name: string) {
  return { name, everyMs: 60_000, run: async () => {} };
}
