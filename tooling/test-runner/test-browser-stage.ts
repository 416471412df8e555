import { BrowserNotToBeHad, provideChromium } from "../test-browser/provide-chromium.ts";
import type { Stage } from "./stage.ts";

/** Finds Chromium for the stages after it, and installs it where it may. */
export const testBrowserStage: Stage = {
  name: "test-browser",
  needs: [],
  async run({ env, signal }) {
    try {
      env["CHROMIUM_PATH"] = await provideChromium({ env, signal, report: (line) => console.log(`  ${line}`) });
      return { passed: 1, failed: 0, skipped: 0, output: "" };
    } catch (error) {
      if (!(error instanceof BrowserNotToBeHad)) throw error;
      return { passed: 0, failed: 1, skipped: 0, output: `${error.message}\n` };
    }
  },
};
