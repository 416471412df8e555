import { appendFileSync, existsSync, readFileSync } from "node:fs";

/** One call that reached the outside world, by its idempotency key. */
export interface OutsideCall {
  readonly step: string;
  readonly key: string;
  readonly worker: string;
  /** `done`: the work was done with this call. `known`: its key had been seen, so nothing was done again. */
  readonly answer: "done" | "known";
}

/**
 * The services outside of Scoria: stock, card company, courier. They do the work of one key once, as good services do.
 * What they did stands in a file, since it must outlive a killed worker as the real ones would.
 */
export interface Outside {
  call(step: string, key: string, worker: string): OutsideCall["answer"];
  calls(): readonly OutsideCall[];
}

export function openOutside(file: string): Outside {
  const calls = (): readonly OutsideCall[] =>
    existsSync(file)
      ? readFileSync(file, "utf8")
          .split("\n")
          .filter((line) => line !== "")
          .map((line) => JSON.parse(line) as OutsideCall)
      : [];
  return {
    call(step, key, worker) {
      const answer = calls().some((each) => each.key === key) ? "known" : "done";
      appendFileSync(file, `${JSON.stringify({ step, key, worker, answer } satisfies OutsideCall)}\n`);
      return answer;
    },
    calls,
  };
}
