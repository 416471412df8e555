import { chromium, type Locator } from "playwright-core";

/** What the page of a run says, in the words that a screen reader has. */
export interface RunPage {
  /** Line by line, with the brief and the context unfolded. */
  readonly delegatedEvidence: readonly string[];
  /** The rows of the step tree: the level of each, how it stands, its name and role. */
  readonly steps: readonly string[];
  /** What is said of the evidence, once it was asked to be verified. */
  readonly verified: readonly string[];
  /** What went wrong in the page, such as what its content policy refused. */
  readonly faults: readonly string[];
}

/** Opens the page of a run in Chromium, has its evidence verified, and reads it. */
export async function readRunPage(dashboardUrl: string, runId: string): Promise<RunPage> {
  const executablePath = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    const page = await browser.newPage();
    const faults: string[] = [];
    page.on("pageerror", (error) => faults.push(String(error)));
    page.on("console", (message) => void (message.type() === "error" && faults.push(message.text())));
    await page.goto(`${dashboardUrl}/workflows/${runId}`);
    const evidence = page.getByRole("region", { name: "Delegated evidence" });
    for (const whole of ["The whole brief", "The whole context"]) await evidence.getByText(whole).click();
    const journal = page.getByRole("region", { name: "Journal", exact: true });
    await journal.getByRole("button", { name: "Verify" }).click();
    await journal.getByText("Verified", { exact: true }).waitFor();
    return {
      delegatedEvidence: await linesOf(evidence),
      steps: (await linesOf(page.getByRole("treegrid"))).flatMap(readStep),
      verified: (await linesOf(journal)).filter((line) => /: Verified$|checked against/.test(line)),
      faults,
    };
  } finally {
    await browser.close();
  }
}

async function linesOf(part: Locator): Promise<readonly string[]> {
  return (await part.ariaSnapshot()).split("\n").map((line) => line.replace(/^\s*- /, "").replaceAll('\\"', "'"));
}

/** Without how long it took, which may be "< 1 ms", and when it began. */
function readStep(line: string): readonly string[] {
  const [, said, level] =
    /^row "(.*?) (?:(?:< )?\d[^"]*)?(?:begins after|has not begun).*\[level=(\d)\]/.exec(line) ?? [];
  return said === undefined ? [] : [`${level} ${said}`];
}
