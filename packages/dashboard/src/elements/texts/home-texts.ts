/** The home page. */
export const homeTexts = {
  forYou: "Waits for you",
  approvals: (count: number): string => (count === 1 ? "approval" : "approvals"),
  nothingPending: "Nothing to decide.",
  oldest: "Oldest request:",
  expiring: (count: number): string => (count === 1 ? "1 expires within the hour" : `${count} expire within the hour`),
  underWay: "Under way",
  completed: "Completed in 24 hours",
  failed: "Failed or halted in 24 hours",
  share: (share: number): string => `${share < 0.0995 ? (share * 100).toFixed(1) : Math.round(share * 100)} %`,
  attention: "Needs attention",
  calm: "Nothing is stuck",
  calmDetail: "Runs that are quiet, aged, near their deadline, or wait for an operator are listed here.",
  waits: "What runs wait for",
  limit: (count: number): string => `Counted are the newest ${count.toLocaleString("en")} runs of the last 24 hours.`,
  columns: { reason: "Why", run: "Run", why: "State", status: "Status", since: "Since" },
  reasons: {
    operator: "Waits for an operator",
    quiet: "Quiet for over 10 min",
    aged: "Waits for long",
    deadline: "Near its deadline",
  },
} as const;
