import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { canInstallPackages, installPackages, updatePackageLists } from "../test-databases/debian-packages.ts";

/** No Chromium could be had here; the message says why and what to do about it. */
export class BrowserNotToBeHad extends Error {}

export interface ProvideChromiumOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** Told of what takes its time. */
  readonly report: (line: string) => void;
}

/** A page without a font is a page of boxes. */
const packages = ["chromium", "fonts-dejavu-core"];
const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
const elsewhere = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/**
 * Finds the program of Chromium: the one that `CHROMIUM_PATH` names, or one that is installed. Root on Debian gets it
 * installed; others are told.
 *
 * @throws BrowserNotToBeHad
 */
export async function provideChromium({ env, signal, report }: ProvideChromiumOptions): Promise<string> {
  const named = env["CHROMIUM_PATH"];
  if (named !== undefined) {
    if (existsSync(named)) return named;
    throw new BrowserNotToBeHad("CHROMIUM_PATH names no file. Set it to the program of Chromium, or leave it out.");
  }
  const found = locateChromium(env);
  if (found !== undefined) return found;
  const missing = "No Chromium is installed. Install it, or set CHROMIUM_PATH to its program.";
  if (!canInstallPackages()) throw new BrowserNotToBeHad(missing);
  try {
    report("installing Chromium");
    await updatePackageLists(signal);
    await installPackages(packages, signal);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new BrowserNotToBeHad(`${missing}\nInstalling it here failed. ${reason}`);
  }
  const installed = locateChromium(env);
  if (installed === undefined) throw new BrowserNotToBeHad(`${missing}\nIt was installed here but is not found.`);
  return installed;
}

function locateChromium(env: NodeJS.ProcessEnv): string | undefined {
  const folders = [...(env["PATH"] ?? "").split(delimiter), "/usr/bin"];
  const candidates = [...folders.flatMap((folder) => names.map((name) => join(folder, name))), ...elsewhere];
  return candidates.find((program) => existsSync(program));
}
