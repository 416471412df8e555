import { chromium } from "playwright-core";
import { chromiumOptions } from "./chromium.ts";

/**
 * Starts one Chromium for all test files: to start it takes longer than many a test, and what one file opens in it no other
 * sees.
 */
export default async function shareChromium(): Promise<() => Promise<void>> {
  const server = await chromium.launchServer({ ...chromiumOptions(), host: "127.0.0.1" });
  process.env["SCORIA_TEST_CHROMIUM"] = server.wsEndpoint();
  return () => server.close();
}
