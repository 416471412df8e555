/** The paths below the base at which a page is shown. Elsewhere the same page is answered as 404, and says so. */
const pages: readonly (readonly string[])[] = [
  [],
  ["workflows"],
  ["workflows", ":runId"],
  ["approvals"],
  ["approvals", ":approvalId"],
  ["sessions"],
  ["sessions", ":sessionId"],
  ["queues"],
  ["nodes"],
  ["schedules"],
  ["start"],
  ["lanes", ":lane"],
];

export function isPage(segments: readonly string[]): boolean {
  return pages.some(
    (page) =>
      page.length === segments.length && page.every((part, at) => part.startsWith(":") || part === segments[at]),
  );
}

/** Where the page of a run is, below the base. */
export function runPath(runId: string): string {
  return `/workflows/${encodeURIComponent(runId)}`;
}
