import { uuidv7 } from "uuidv7";
import type { ApprovalsWork, Decider, Setting } from "../contestant.ts";
import type { OpenWriter } from "./writer.ts";

export function approvals(openWriter: OpenWriter): (setting: Setting) => Promise<ApprovalsWork> {
  return async (setting) => {
    const writer = await openWriter(setting);
    return {
      async start() {
        const id = uuidv7();
        await writer.start(id);
        await writer.stepAndStatus(id, 0, "waiting");
        return id;
      },
      [Symbol.asyncDispose]: () => writer[Symbol.asyncDispose](),
    };
  };
}

/** Nobody has to be told and nothing to be loaded: whoever decides goes on with the run. */
export function decider(openWriter: OpenWriter): (setting: Setting) => Promise<Decider> {
  return async (setting) => {
    const writer = await openWriter(setting);
    return {
      async decide(id) {
        await writer.setStatus(id, "running");
        await writer.stepAndStatus(id, 1, "completed");
      },
      [Symbol.asyncDispose]: () => writer[Symbol.asyncDispose](),
    };
  };
}
