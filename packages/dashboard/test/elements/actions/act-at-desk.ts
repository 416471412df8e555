import type { Identity, OperatorScope } from "@scoria/core";
import type { TestEngine } from "@scoria/core/testing";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll } from "vitest";
import type { Authorized } from "../../../src/index.ts";
import { onEachEngine } from "../../on-each-engine.ts";
import { accessFaultsOf } from "../access-faults.ts";
import { launchChromium, openPage, type WatchedPage } from "../chromium.ts";
import { rita, serveDecisionDesk, type DecisionDesk } from "../decision-desk.ts";

/** What tests of actions are written with; all of it is there from the first test on. */
export interface ActingDesk {
  readonly desk: DecisionDesk;
  readonly scoria: DecisionDesk["scoria"];
  /** Whose runs the desk has. */
  readonly ana: Identity;
  /** Sees what the operators see, past the dashboard. */
  readonly ops: OperatorScope;
  /** Opens a page of the dashboard, as Rita unless it is said otherwise. */
  open(path: string, who?: Authorized): Promise<WatchedPage>;
  /** What is wrong with how the page can be used. Looked for on one engine: a page looks the same whatever is behind it. */
  accessFaultsOf(page: Page): Promise<unknown>;
}

/** The same clicks on a desk of each engine. What they do is looked up in the database, past the page. */
export function actAtDesk(title: string, tests: (at: ActingDesk) => void): void {
  onEachEngine(title, (engine) => tests(deskOn(engine)));
}

function deskOn(engine: TestEngine): ActingDesk {
  let browser: Browser;
  let desk: DecisionDesk;

  beforeAll(async () => {
    [browser, desk] = await Promise.all([launchChromium(), serveDecisionDesk(engine)]);
  });

  // A page that is left open goes on asking.
  afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

  afterAll(async () => {
    await browser.close();
    await desk[Symbol.asyncDispose]();
  });

  return {
    get desk() {
      return desk;
    },
    get scoria() {
      return desk.scoria;
    },
    get ana() {
      return desk.scoria.identity({ actorId: "ana@acme.example", tenantId: "acme", sessionId: "chat-1" });
    },
    get ops() {
      return desk.scoria.operator({ actorId: "ops", tenants: ["acme"] });
    },
    open: (path, who = rita) => openPage(browser, `${desk.url}${path}`, { extraHTTPHeaders: desk.headersOf(who) }),
    accessFaultsOf: async (page) => (engine === "pglite" ? accessFaultsOf(page) : []),
  };
}
