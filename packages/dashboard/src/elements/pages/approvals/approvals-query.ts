import type {
  ApprovalPageView,
  ApprovalStatus,
  ApprovalsQuery,
  ApprovalView,
  WireClient,
} from "../../../wire/index.ts";

export const decidedStatuses = ["approved", "rejected", "expired", "withdrawn"] as const;

/** What the address narrows the list to. What does not fit is left out: an address may be of another version. */
export interface ApprovalsPlace {
  readonly isDecided: boolean;
  readonly statuses: readonly ApprovalStatus[];
  readonly tool: string | undefined;
}

export function approvalsPlaceOf(address: URLSearchParams): ApprovalsPlace {
  const isDecided = address.get("show") === "decided";
  const outcome = decidedStatuses.find((status) => status === address.get("status"));
  const decided = outcome === undefined ? decidedStatuses : [outcome];
  return { isDecided, statuses: isDecided ? decided : ["pending"], tool: address.get("tool") || undefined };
}

/** So many approvals are read at once, and so many more each time they are asked for. */
export const approvalsAtOnce = 100;

/** The first `count` approvals that the API lists, which does so newest first, in the order of the page. */
export async function readApprovals(
  client: WireClient,
  { isDecided, statuses, tool }: ApprovalsPlace,
  count: number,
  signal?: AbortSignal,
): Promise<ApprovalPageView> {
  const approvals: ApprovalView[] = [];
  let cursor: string | null = null;
  do {
    const query: ApprovalsQuery = {
      status: statuses,
      limit: approvalsAtOnce,
      ...(tool === undefined ? {} : { tool }),
      ...(cursor === null ? {} : { cursor }),
    };
    const page: ApprovalPageView = await client.call("listApprovals", {
      query,
      ...(signal === undefined ? {} : { signal }),
    });
    approvals.push(...page.approvals);
    cursor = page.nextCursor;
  } while (cursor !== null && approvals.length < count);
  return { approvals: isDecided ? approvals : byDeadline(approvals), nextCursor: cursor };
}

/** What expires next comes first; what never does comes last, the oldest first. */
export function byDeadline(approvals: readonly ApprovalView[]): readonly ApprovalView[] {
  return approvals.toSorted((one, other) => {
    if (one.expiresAt !== other.expiresAt) {
      if (one.expiresAt === undefined) return 1;
      if (other.expiresAt === undefined) return -1;
      return one.expiresAt < other.expiresAt ? -1 : 1;
    }
    return one.requestedAt < other.requestedAt ? -1 : 1;
  });
}
