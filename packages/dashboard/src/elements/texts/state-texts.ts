/** How things stand: statuses, what is waited for, what cannot be shown, how fresh it is. */
export const stateTexts = {
  status: {
    queued: "Queued",
    running: "Running",
    waiting: "Waiting",
    completed: "Completed",
    failed: "Failed",
    cancelled: "Cancelled",
    halted: "Halted",
    pending: "Pending",
    approved: "Approved",
    rejected: "Rejected",
    expired: "Expired",
    withdrawn: "Withdrawn",
    alive: "Alive",
    draining: "Draining",
    quarantined: "Quarantined",
    gone: "Gone",
  },

  waitsFor: (what: string): string => `Waits ${what}`,
  waits: {
    approval: (tool: string): string => `for an approval of ${tool}`,
    timer: (until: string): string => `until ${until}`,
    signal: (name: string): string => `for the signal ${name}`,
    runs: (count: number): string => (count === 1 ? "for a child run" : `for ${count} child runs`),
    operator: (detail: string): string => `for an operator: ${detail}`,
  },

  waitKinds: {
    approval: "An approval",
    operator: "An operator",
    signal: "A signal",
    timer: "A timer",
    runs: "Child runs",
  },

  states: {
    loading: "Loading…",
    empty: "Nothing here yet",
    "no-match": "Nothing matches",
    forbidden: "You may not see this",
    absent: "There is no such thing",
    failed: "This could not be read",
    retry: "Try again",
    noAnswer: (seconds: number): string => `No answer came within ${seconds} seconds.`,
    notSignedIn: "You are not signed in, or may not come here",
    noPage: "There is no such page",
    noPageDetail: "The address may be of another version, or was cut when it was copied.",
    toHome: "Go home",
    permission: (needs: string): string =>
      `It needs the permission "${needs}". Ask whoever runs this app to give it to you.`,
    notDrawn:
      "Something that the server answered cannot be drawn by the scripts of this page. They may be of another version: load the page again.",
    scriptsMissing:
      "The scripts of this page could not be loaded. After a new version was deployed, load the page again.",
  },

  liveness: {
    connecting: "Connecting…",
    live: "Live",
    polling: "Live, every 2 s",
    reconnecting: "Reconnecting, as of",
    ended: "Ended",
    stopped: "No longer followed",
    fresh: "Live",
    stale: "Stale, as of",
  },

  time: {
    now: "now",
    ago: (length: string): string => `${length} ago`,
    ahead: (length: string): string => `in ${length}`,
  },
} as const;
