import type { Setting } from "../contestant.ts";

/** How a floor makes a run's facts durable. Each verb resolves when its fact is. */
export interface Writer extends AsyncDisposable {
  start(id: string): Promise<void>;
  step(id: string, step: number): Promise<void>;
  setStatus(id: string, status: string): Promise<void>;
  /** A step after which the run ends or waits: nothing begins between the two facts, so they may share a commit. */
  stepAndStatus(id: string, step: number, status: string): Promise<void>;
}

export type OpenWriter = (setting: Setting) => Promise<Writer>;
