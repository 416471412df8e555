import { chromium } from "playwright-core";
import type { TestProject } from "vitest/node";
import { chromiumOptions } from "./chromium.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Where the one Chromium of this run is reached. */
    chromium: string;
  }
}

/**
 * Starts one Chromium for all test files: to start it takes longer than many a test, and what one file opens in it no other
 * sees.
 */
export default async function shareChromium(project: TestProject): Promise<() => Promise<void>> {
  const server = await chromium.launchServer({ ...chromiumOptions(), host: "127.0.0.1" });
  project.provide("chromium", server.wsEndpoint());
  return () => server.close();
}
