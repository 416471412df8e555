import type { Page } from "playwright-core";
import { ScriptedRefusal } from "../scripted-api.ts";
import type { Screen } from "./screen.ts";

const cardOf = (page: Page, name: string): ReturnType<Page["getByRole"]> => page.getByRole("article", { name });

/** What runs are executed by. */
export const engineScreens: readonly Screen[] = [
  {
    name: "queues",
    path: "/queues",
    shows: (page) => cardOf(page, "default"),
    questions: [
      {
        asks: "Does anything pile up, and since when?",
        answeredBy: (page) => [page.getByText("52 min ago").first(), cardOf(page, "imports").getByText("37 of 40")],
      },
      {
        asks: "Why does it not get on: a pause, a limit, no node?",
        answeredBy: (page) => [
          cardOf(page, "imports").getByText("At its limit").first(),
          cardOf(page, "nightly").getByText("Paused by omar@desk.example"),
        ],
      },
      {
        asks: "What can I do about it, and to whom?",
        answeredBy: (page) => [
          page.getByText("A queue is shared by all tenants"),
          cardOf(page, "imports").getByRole("button", { name: "Pause" }),
          cardOf(page, "nightly").getByRole("button", { name: "Resume" }),
        ],
      },
    ],
  },
  {
    name: "nodes",
    path: "/nodes",
    shows: (page) => page.getByText("1 node that is gone"),
    questions: [
      {
        asks: "Is enough alive for the work there is?",
        answeredBy: (page) => [page.getByText("3 of 5"), page.getByText("32 of 44 places")],
      },
      {
        asks: "Is one late or about to go down?",
        answeredBy: (page) => [page.getByText("Late", { exact: true }), page.getByText("Went down 3 times lately")],
      },
      {
        asks: "Which take no runs, and who decided that, until when?",
        answeredBy: (page) => [
          page.getByText("Quarantined, because it went down too often"),
          page.getByText("Drained by omar@desk.example"),
        ],
      },
    ],
  },
  {
    name: "schedules",
    path: "/schedules",
    shows: (page) => page.getByText("and that is all"),
    questions: [
      {
        asks: "What fires next, and when?",
        answeredBy: (page) => [page.getByText("chase open parcels").first(), page.getByText("in 36 min").first()],
      },
      {
        asks: "Did it fire the last time, and what came of it?",
        answeredBy: (page) => [
          cardOf(page, "nightly report").getByText("4 min 12 s late"),
          cardOf(page, "nightly report").getByRole("link", { name: /^Run / }),
        ],
      },
      {
        asks: "Is one paused or past its time, and who paused it?",
        answeredBy: (page) => [
          page.getByText("Past their time"),
          cardOf(page, "import the orders").getByText("Paused by omar@desk.example"),
        ],
      },
    ],
  },
  {
    name: "lane",
    path: "/lanes/semantic",
    shows: (page) => page.getByText("How long may I return a lamp?"),
    questions: [
      {
        asks: "What does this lane hold?",
        answeredBy: (page) => [page.getByRole("region", { name: "entries" }).getByRole("tree")],
      },
      { asks: "What can I have it do?", answeredBy: (page) => [page.getByRole("button", { name: "revoke…" })] },
      { asks: "What came of it?", answeredBy: (page) => [page.getByRole("region", { name: "revoke" })] },
    ],
  },
];

/** What lies over a page, and what stands where a page would when there is nothing to show. */
export const stateScreens: readonly Screen[] = [
  {
    name: "palette",
    path: "/",
    isOver: true,
    act: async (page) => {
      await page.getByRole("region", { name: "Needs attention" }).waitFor();
      await page.keyboard.press("ControlOrMeta+k");
    },
    shows: (page) => page.getByRole("option", { name: "Schedules" }),
  },
  {
    name: "shortcuts",
    path: "/",
    isOver: true,
    act: async (page) => {
      await page.getByRole("region", { name: "Needs attention" }).waitFor();
      await page.keyboard.press("?");
    },
    shows: (page) => page.getByRole("dialog", { name: "Keyboard shortcuts" }),
  },
  {
    name: "empty",
    path: "/workflows",
    desk: (api) => api.on("listRuns", () => ({ runs: [], nextCursor: null })),
    shows: (page) => page.getByRole("heading", { name: "No run was started yet" }),
  },
  {
    name: "no-match",
    path: "/workflows?kind=return",
    shows: (page) => page.getByRole("heading", { name: "Nothing matches" }),
  },
  {
    name: "forbidden",
    path: "/nodes",
    desk: (api) =>
      api.on("getOperator", () => ({
        actorId: "dora@desk.example",
        tenants: ["acme"],
        can: ["read"],
        apiVersion: 1,
        lanes: [],
      })),
    shows: (page) => page.getByRole("heading", { name: "You may not see this" }),
  },
  {
    name: "failed",
    path: "/workflows",
    desk: (api) =>
      api.on("listRuns", () => new ScriptedRefusal(503, "DATABASE_UNAVAILABLE", "The database does not answer.")),
    shows: (page) => page.getByRole("button", { name: "Try again" }),
  },
];
