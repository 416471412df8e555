/** The list of sessions, and one of them. */
export const sessionsTexts = {
  about:
    "A session is the app's own key for a conversation. It groups runs, one for each turn; it is never resumed itself.",
  columns: {
    session: "Session",
    tenant: "Tenant",
    runs: "Runs",
    status: "Last run",
    kind: "Kind",
    why: "State",
    first: "First",
    last: "Last",
  },
  find: "Session id",
  findHint: "Open a session by its id",
  count: (runs: number, areMore: boolean): string => `${runs.toLocaleString("en")}${areMore ? "+" : ""}`,
  all: (count: number): string => (count === 1 ? "1 session, and that is all." : `${count} sessions, and that is all.`),
  newest: (count: number): string => `The ${count} that were active last are shown.`,
  more: (count: number): string => `Show ${count} more`,
  none: "No run has a session yet",
  noneDetail: "Runs that are started by an identity with a session id are grouped here:",
  noneCode: `scoria.identity({\n  actorId: user.id,\n  tenantId: account.id,\n  sessionId: chat.id,\n});`,

  sessionId: "session id",
  byStatus: "By status",
  open: "Open now",
  openNone: "Nothing is under way in this session.",
  openMore: "More are open; narrow the turns by status to see them.",
  nextTurn: "The next turn",
  nextTurnDetail:
    "A session cannot be resumed: it only groups runs. A run that waits goes on by itself, or is resumed on its own page. The next turn is a new run with this session id:",
  nextTurnCode: (sessionId: string): string =>
    `scoria.identity({\n  actorId,\n  tenantId,\n  sessionId: ${JSON.stringify(sessionId)},\n});`,
  start: "Start a run in this session",
  turns: (count: number, areMore: boolean): string =>
    areMore ? `The newest ${count} turns` : count === 1 ? "1 turn" : `${count} turns`,
  earlier: (count: number): string => `Show ${count} earlier`,
  toNewest: "Go to the newest",
  gap: (length: string): string => `${length} later`,
  took: (length: string): string => `took ${length}`,
  by: "by",
  absent: "No run has this session id",
  absentDetail:
    "The id is compared exactly, with upper and lower case. Runs of other tenants are not shown to you, and old runs may have been removed.",
  noMatch: "No turn that is loaded fits. Choose another status, or show earlier ones.",
} as const;
