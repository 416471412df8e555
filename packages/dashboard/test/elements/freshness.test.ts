import { PassThrough } from "node:stream";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { EntryView, RunView } from "../../src/wire/index.ts";
import { launchChromium, openPage } from "./chromium.ts";
import { serveElements } from "./elements-server.ts";
import { ScriptedRefusal, ScriptedStream, type ScriptedApi } from "./scripted-api.ts";
import { ago, aRun, runIdOf, scriptedDesk } from "./scripted-desk.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});

afterAll(() => browser.close());

const away = new ScriptedRefusal(503, "DATABASE_UNAVAILABLE", "The database is away.");

function runView(more: Partial<RunView> = {}): RunView {
  const { finishedAt: _, ...run } = aRun(1, { status: "running" });
  const step = { stepKey: "refund", name: "refund", role: "executor", parent: null, status: "running" } as const;
  return {
    ...run,
    metadata: {},
    steps: [{ ...step, startedAt: ago(5_000), finishedAt: null, idempotencyKey: "k" }],
    approvals: [],
    children: [],
    lastSeq: 1,
    lanes: {},
    neighbours: { previous: null, next: null },
    redacted: false,
    ...more,
  } as RunView;
}

function entry(seq: number, type = "step.started"): EntryView {
  return { seq, type, at: ago(1_000), payload: {}, hash: "a".repeat(64), redacted: false };
}

/** A run whose entries come when the test says so. */
class WatchedRun implements AsyncDisposable {
  /** What its newest stream says. */
  entries = new PassThrough({ objectMode: true });
  readonly api: ScriptedApi;
  /** How it is answered now. */
  answer: () => Promise<RunView | ScriptedRefusal> = async () => runView();
  streams = 0;
  #server: (AsyncDisposable & { readonly url: string }) | undefined;
  #page: Page | undefined;

  constructor() {
    this.api = scriptedDesk()
      .on("getRun", () => this.answer())
      .on("listEntries", ({ query }) => {
        const entries = query.get("after") === "1" ? [] : [entry(1, "run.started")];
        return { entries, lastSeq: 1, ended: false };
      })
      .on("streamRun", () => {
        this.streams += 1;
        this.entries = new PassThrough({ objectMode: true });
        return new ScriptedStream([], this.entries);
      });
  }

  get reads(): number {
    return this.api.calls.filter(({ name }) => name === "getRun").length;
  }

  async open(body?: string): Promise<Page> {
    const host = body === undefined ? {} : { hostPages: { "/host": { body } } };
    this.#server = await serveElements({ api: this.api, ...host });
    const { page } = await openPage(browser, "about:blank");
    this.#page = page;
    page.setDefaultTimeout(10_000);
    await page.clock.install();
    await page.goto(`${this.#server.url}${body === undefined ? `/scoria/workflows/${runIdOf(1)}` : "/host"}`);
    await page.getByRole("status").getByText("Live").waitFor();
    return page;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#page?.close();
    this.entries.end();
    await this.#server?.[Symbol.asyncDispose]();
  }
}

/** Nobody sees the page, or somebody does again. */
function setHidden(page: Page, hidden: boolean): Promise<void> {
  return page.evaluate((value) => {
    Object.defineProperty(document, "hidden", { value, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);
}

/** Until the head of the page says that the run stands so. */
const untilStatus = (page: Page, name: string): Promise<void> =>
  page.locator("scoria-status[pill]").getByText(name, { exact: true }).waitFor();

test("a busy run is shown as it is read, however slowly, and however fast its entries come", async () => {
  await using run = new WatchedRun();
  const page = await run.open();
  const held = Promise.withResolvers<RunView>();
  run.answer = () => held.promise;
  run.entries.write(entry(2));
  await expect.poll(async () => (await page.clock.runFor(500), run.reads)).toBe(2);
  run.entries.write(entry(3));
  await page.clock.runFor(5_000);
  expect(run.reads).toBe(2);
  run.answer = async () => runView({ status: "waiting", waitingFor: { kind: "signal", name: "go" }, lastSeq: 3 });
  held.resolve(runView({ status: "queued", lastSeq: 3 }));
  await expect.poll(() => run.reads).toBe(3);
  await untilStatus(page, "Waiting");
});

test("a run that cannot be read any more is stale, though its entries come", async () => {
  await using run = new WatchedRun();
  const page = await run.open();
  run.answer = async () => away;
  await page.keyboard.press("r");
  await page.getByRole("status").getByText("Stale, as of").waitFor();
  run.answer = async () => runView();
  await page.clock.runFor(15_000);
  await page.getByRole("status").getByText("Live").waitFor();
});

test("an answer that never comes makes what is shown stale, and is asked for again", async () => {
  await using run = new WatchedRun();
  const page = await run.open();
  run.answer = () => new Promise(() => {});
  await page.keyboard.press("r");
  await expect.poll(() => run.reads).toBe(2);
  await page.clock.runFor(21_000);
  await page.getByRole("status").getByText("Stale, as of").waitFor();
  run.answer = async () => runView();
  await page.clock.runFor(15_000);
  await page.getByRole("status").getByText("Live").waitFor();
});

test("nothing is followed in a tab that nobody sees, and all that came meanwhile is there once it is seen", async () => {
  await using run = new WatchedRun();
  const page = await run.open();
  expect(run.streams).toBe(1);
  await setHidden(page, true);
  run.answer = async () => runView({ status: "waiting", waitingFor: { kind: "signal", name: "go" }, lastSeq: 9 });
  await page.clock.runFor(60_000);
  expect(run.reads).toBe(1);
  await setHidden(page, false);
  await untilStatus(page, "Waiting");
  await expect.poll(() => run.streams).toBe(2);
  const [first, again] = run.api.calls.filter(({ name }) => name === "streamRun");
  expect(again?.query.get("after")).toBe(first?.query.get("after"));
});

test("a run that is moved within its page is still kept up to date", async () => {
  await using run = new WatchedRun();
  const part = `<scoria-evidence base="/scoria" run-id="${runIdOf(1)}"></scoria-evidence>`;
  const page = await run.open(`<div id="here">${part}</div><div id="there"></div>`);
  run.entries.write(entry(2));
  // Its type can be chosen: the entry has come.
  await page.locator("option[value='step.started']").waitFor({ state: "attached" });
  await page.evaluate(() => document.querySelector("#there")!.append(document.querySelector("scoria-evidence")!));
  await expect.poll(() => run.streams).toBe(2);
  await page.getByRole("status").getByText("Live").waitFor();
  run.answer = async () => runView({ status: "waiting", waitingFor: { kind: "signal", name: "go" }, lastSeq: 4 });
  run.entries.write(entry(4));
  await page.clock.runFor(3_000);
  await untilStatus(page, "Waiting");
});

test("a failed run that somebody else has retried is followed again", async () => {
  await using run = new WatchedRun();
  const page = await run.open();
  run.answer = async () => runView({ status: "failed", lastSeq: 2, finishedAt: ago(1_000) });
  run.entries.write({ reason: "ended" });
  await page.getByRole("status").getByText("Ended").waitFor();
  await untilStatus(page, "Failed");
  run.answer = async () => runView({ status: "running", lastSeq: 5 });
  await page.clock.runFor(20_000);
  await untilStatus(page, "Running");
  await page.getByRole("status").getByText("Live").waitFor();
});
