import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Browser } from "playwright-core";

/** What pixels depend on beside the pages: on another one, other pixels are no fault of theirs. */
export interface Environment {
  readonly chromiumMajor: number;
  /** Which font stands for each family that the pages ask for. */
  readonly fonts: Readonly<Record<string, string>>;
}

const families = ["system-ui", "Liberation Mono", "monospace"];

export async function environmentOf(browser: Browser): Promise<Environment> {
  const fonts = await Promise.all(families.map(async (family) => [family, await fontFor(family)] as const));
  return { chromiumMajor: Number.parseInt(browser.version(), 10), fonts: Object.fromEntries(fonts) };
}

async function fontFor(family: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)("fc-match", ["--format=%{family} %{style} %{fontversion}", family]);
    return stdout;
  } catch {
    // Where nobody says which font it is, it is none of the references'.
    return "unknown";
  }
}
