import type { Page } from "playwright-core";
import { decidedApproval, ownApproval, waitingApproval } from "./desk/approvals.ts";
import { failedCharge, longImport, reviewedAnswer, waitingRefund } from "./desk/stories.ts";
import type { Question, Screen } from "./screen.ts";

const rowOf = (page: Page, name: string): ReturnType<Page["getByRole"]> =>
  page.getByRole("row").filter({ has: page.getByRole("link", { name, exact: true }) });

const stepOf = (page: Page, name: string): ReturnType<Page["getByRole"]> =>
  page
    .getByRole("treegrid")
    .getByRole("row")
    .filter({ has: page.getByText(name, { exact: true }) })
    .first();

const approvalQuestions = (mayI: Question["answeredBy"]): readonly Question[] => [
  {
    asks: "What exactly will be done, and how does it differ from what was approved before?",
    answeredBy: (page) => [
      page.getByRole("treeitem", { name: "cents" }).first(),
      page.getByText("Since the last approved").first(),
    ],
  },
  {
    asks: "Who asks, why, and how long is left?",
    answeredBy: (page) => [page.getByText(/@\S+ ask(s|ed):/), page.getByText("over 100 EUR").first()],
  },
  { asks: "May I decide, and what came of it?", answeredBy: mayI },
];

const runQuestions = (stands: Question["answeredBy"], where: Question["answeredBy"]): readonly Question[] => [
  { asks: "How does it stand, and does it want something of me?", answeredBy: stands },
  { asks: "Where is it, or where did it fail, and what took its time?", answeredBy: where },
  {
    asks: "What exactly was given to that step, and what came out?",
    answeredBy: (page) => [
      page
        .getByRole("region", { name: "Selected step" })
        .getByRole("heading", { name: /^(Input|Error|Output|Entries)$/ })
        .first(),
    ],
  },
];

/** Where people's work is: what waits, runs, and their conversations. */
export const workScreens: readonly Screen[] = [
  {
    name: "home",
    path: "/",
    shows: (page) => page.getByRole("region", { name: "Needs attention" }),
    questions: [
      {
        asks: "What waits for me?",
        answeredBy: (page) => [
          page.getByRole("region", { name: "Waits for you" }).getByRole("link", { name: "5 approvals" }),
        ],
      },
      {
        asks: "How do things go?",
        answeredBy: (page) =>
          ["Under way", "Completed in 24 hours", "Failed or halted in 24 hours"].map((name) =>
            page.getByRole("region", { name }).getByRole("link").last(),
          ),
      },
      {
        asks: "What is stuck?",
        answeredBy: (page) => [rowOf(page, "onboarding"), rowOf(page, "audit"), rowOf(page, "report")],
      },
    ],
  },
  {
    name: "approvals",
    path: "/approvals",
    shows: (page) => page.getByText("and that is all"),
    questions: [
      {
        asks: "What waits for a decision, and what of it first?",
        answeredBy: (page) => [page.getByText("4 min left"), page.getByText("Nearest deadline first")],
      },
      {
        asks: "Who asks for what exactly, and why?",
        answeredBy: (page) => {
          const row = page.getByRole("row", { name: /^send voucher/ });
          return [
            row.getByText("goodwill for a late parcel"),
            row.getByText("ana@acme.example").last(),
            row.getByText('"C-5190"').last(),
          ];
        },
      },
      {
        asks: "What was decided, by whom and why?",
        answeredBy: (page) => [page.getByRole("link", { name: "Decided" })],
      },
    ],
  },
  {
    name: "approvals-decided",
    path: "/approvals?show=decided",
    shows: (page) => page.getByText("and that is all"),
    questions: [
      {
        asks: "What was decided, by whom and why?",
        answeredBy: (page) => [
          page.getByRole("row").filter({ hasText: "Rejected" }),
          page.getByText("omar@desk.example").last(),
          page.getByText("200 EUR is no goodwill"),
        ],
      },
    ],
  },
  {
    name: "approval",
    path: `/approvals/${waitingApproval.approvalId}`,
    shows: (page) => page.getByRole("list", { name: "Differences" }),
    questions: approvalQuestions((page) => [
      page.getByRole("button", { name: "Approve…" }),
      page.getByRole("button", { name: "Reject…" }),
    ]),
  },
  {
    name: "approval-decided",
    path: `/approvals/${decidedApproval.approvalId}`,
    shows: (page) => page.getByText("The next pending one"),
    questions: approvalQuestions((page) => [
      page.getByText("Approved by you"),
      page.getByText("the carrier confirms that it was lost"),
    ]),
  },
  {
    name: "approval-own",
    path: `/approvals/${ownApproval.approvalId}`,
    shows: (page) => page.getByRole("list", { name: "Differences" }),
    questions: approvalQuestions((page) => [page.getByText("another person has to decide")]),
  },
  {
    name: "approval-confirm",
    path: `/approvals/${waitingApproval.approvalId}`,
    isOver: true,
    act: (page) => page.getByRole("button", { name: "Approve…" }).click(),
    shows: (page) => page.getByRole("dialog", { name: "Approve refund?" }),
  },
  {
    name: "runs",
    path: "/workflows",
    shows: (page) => page.getByText("and that is all"),
    questions: [
      {
        asks: "Which runs are there, of which kind and of whom, and how do they stand?",
        answeredBy: (page) => [
          page.getByRole("link", { name: "Failed" }),
          page.getByRole("searchbox").first(),
          rowOf(page, "import"),
        ],
      },
      {
        asks: "What does one wait for, or what did it fail of?",
        answeredBy: (page) => [
          page.getByText("for the signal picked up"),
          page.getByRole("row").filter({ hasText: "The bank answered 503" }).first(),
        ],
      },
      {
        asks: "What can I do about several at once?",
        answeredBy: (page) => [page.getByRole("checkbox", { name: "Choose all" })],
      },
    ],
  },
  {
    name: "runs-chosen",
    path: "/workflows?status=running,failed",
    act: (page) => page.getByRole("checkbox", { name: "Choose all" }).check(),
    shows: (page) => page.getByRole("button", { name: "Retry runs" }),
    questions: [
      {
        asks: "What can I do about several at once?",
        answeredBy: (page) => [
          page.getByRole("button", { name: "Cancel runs" }),
          page.getByRole("button", { name: "Retry runs" }),
        ],
      },
    ],
  },
  {
    name: "run-waiting",
    path: `/workflows/${waitingRefund.runId}`,
    shows: (page) => page.getByText("6 entries"),
    questions: runQuestions(
      (page) => [
        page.getByText("Waiting").first(),
        page.getByText("Someone is to decide"),
        page.getByRole("link", { name: "Decide" }),
      ],
      (page) => [stepOf(page, "read the photos")],
    ),
  },
  {
    name: "run-failed",
    path: `/workflows/${failedCharge.runId}`,
    shows: (page) => page.getByText("7 entries"),
    questions: runQuestions(
      (page) => [page.getByRole("heading", { name: "It failed" }), page.getByRole("button", { name: "Retry" })],
      (page) => [page.getByRole("button", { name: "call the bank" }), stepOf(page, "call the bank")],
    ),
  },
  {
    name: "run-delegated",
    path: `/workflows/${reviewedAnswer.runId}`,
    shows: (page) => page.getByRole("article", { name: /planner.*critic/ }),
    questions: runQuestions(
      (page) => [page.getByText("Completed").first()],
      (page) => [stepOf(page, "critic"), stepOf(page, "judge")],
    ),
  },
  {
    name: "run-long",
    path: `/workflows/${longImport.runId}`,
    shows: (page) => page.getByText("423 entries"),
    questions: runQuestions(
      (page) => [page.getByText("Running").first(), page.getByRole("button", { name: "Cancel" })],
      (page) => [stepOf(page, "orders-0421.csv")],
    ),
  },
  {
    name: "evidence",
    path: "/host/evidence",
    part: `<scoria-evidence base="/scoria" run-id="${waitingRefund.runId}"></scoria-evidence>`,
    act: async (page) => {
      await page.getByRole("row", { name: /approval\.requested/ }).click();
      await page.getByRole("button", { name: "Verify" }).click();
    },
    shows: (page) => page.getByText("Verified").first(),
    questions: [
      {
        asks: "Is the evidence whole, and up to which head?",
        answeredBy: (page) => [page.getByText("Verified").first()],
      },
      {
        asks: "What happened, in order?",
        answeredBy: (page) => [
          page.getByRole("row", { name: /run\.started/ }),
          page.getByRole("row", { name: /run\.waiting/ }),
        ],
      },
      {
        asks: "What exactly does one entry say?",
        answeredBy: (page) => [page.getByRole("treeitem", { name: /argumentsHash/ })],
      },
    ],
  },
  {
    name: "sessions",
    path: "/sessions",
    shows: (page) => page.getByText("and that is all"),
    questions: [
      {
        asks: "Which conversations are active?",
        answeredBy: (page) => [rowOf(page, "chat-7f21").getByText("24 s ago")],
      },
      {
        asks: "In which did the last turn go wrong, or waits?",
        answeredBy: (page) => [rowOf(page, "desk-rita").getByText("for an approval of refund")],
      },
      { asks: "Where is the session that a user wrote about?", answeredBy: (page) => [page.getByRole("searchbox")] },
    ],
  },
  {
    name: "session",
    path: "/sessions/chat-7f21",
    shows: (page) => page.getByText("7 turns"),
    questions: [
      {
        asks: "What happened in this conversation, in order?",
        answeredBy: (page) => [page.getByText("10:36:00"), page.getByText("11:23:36")],
      },
      {
        asks: "Is anything still open, and what does it wait for?",
        answeredBy: (page) => [page.getByRole("region", { name: "Open now" }).getByText("for an approval of refund")],
      },
      {
        asks: "How does it go on from here?",
        answeredBy: (page) => [page.getByRole("link", { name: "Start a run in this session" })],
      },
    ],
  },
  {
    name: "start",
    path: "/start?kind=refund",
    shows: (page) => page.getByRole("button", { name: "Start refund" }),
    questions: [
      {
        asks: "What can I start?",
        answeredBy: (page) => [page.getByRole("link", { name: "refund" }), page.getByRole("link", { name: "import" })],
      },
      {
        asks: "What does it need to be given?",
        answeredBy: (page) => [
          page.getByRole("textbox", { name: "Order" }),
          page.getByRole("textbox", { name: "Note for the customer" }),
        ],
      },
      {
        asks: "Has it started, and where is the run?",
        answeredBy: (page) => [page.getByRole("button", { name: "Start refund" })],
      },
    ],
  },
];
