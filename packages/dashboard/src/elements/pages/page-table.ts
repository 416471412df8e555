import type { Permission } from "../../wire/index.ts";
import type { LazyPage } from "../base/page-outlet.ts";
import type { PageParams } from "../base/page.ts";
import type { IconName } from "../parts/icons.ts";
import { texts } from "../texts/texts.ts";

/** One page: where it is, what draws it, and who may see it. */
export interface PageEntry extends LazyPage {
  readonly name: string;
  /** Below the base; `:name` stands for one segment. */
  readonly path: string;
  readonly title: string;
  /** Whether a host may show it, and the dashboard shows it in another page. Default: false. */
  readonly isPartOnly?: true;
  /** Default: `read`. */
  readonly needs?: Permission;
  /** How the navigation shows it. Default: it does not. */
  readonly navigation?: { readonly group: "work" | "engine"; readonly icon: IconName; readonly keys: string };
}

const { titles } = texts;

/**
 * Every page, in the order of the navigation. A lane's own page is in the navigation once for each lane. What an operator asks on
 * each, and where it is answered, stands in docs/dashboard.md.
 */
export const pageTable: readonly PageEntry[] = [
  {
    name: "home",
    path: "/",
    title: titles.home,
    tag: "scoria-home-page",
    load: () => import("./home/home-page.ts"),
    navigation: { group: "work", icon: "home", keys: "g h" },
  },
  {
    name: "approvals",
    path: "/approvals",
    title: titles.approvals,
    tag: "scoria-approvals-page",
    load: () => import("./approvals/approvals-page.ts"),
    navigation: { group: "work", icon: "approvals", keys: "g a" },
  },
  {
    name: "approval",
    path: "/approvals/:approvalId",
    title: titles.approval,
    tag: "scoria-approval-page",
    load: () => import("./approval/approval-page.ts"),
  },
  {
    name: "runs",
    path: "/workflows",
    title: titles.runs,
    tag: "scoria-runs-page",
    load: () => import("./runs/runs-page.ts"),
    navigation: { group: "work", icon: "runs", keys: "g r" },
  },
  {
    name: "run",
    path: "/workflows/:runId",
    title: titles.run,
    tag: "scoria-run-page",
    load: () => import("./run/run-page.ts"),
  },
  {
    name: "evidence",
    path: "/workflows/:runId/evidence",
    title: titles.evidence,
    isPartOnly: true,
    tag: "scoria-evidence-page",
    load: () => import("./evidence/evidence-page.ts"),
  },
  {
    name: "sessions",
    path: "/sessions",
    title: titles.sessions,
    tag: "scoria-sessions-page",
    load: () => import("./sessions/sessions-page.ts"),
    navigation: { group: "work", icon: "sessions", keys: "g s" },
  },
  {
    name: "session",
    path: "/sessions/:sessionId",
    title: titles.session,
    tag: "scoria-session-page",
    load: () => import("./session/session-page.ts"),
  },
  {
    name: "start",
    path: "/start",
    title: titles.start,
    needs: "start",
    tag: "scoria-start-page",
    load: () => import("./start/start-page.ts"),
    navigation: { group: "work", icon: "start", keys: "g t" },
  },
  {
    name: "queues",
    path: "/queues",
    title: titles.queues,
    tag: "scoria-queues-page",
    load: () => import("./queues/queues-page.ts"),
    navigation: { group: "engine", icon: "queues", keys: "g q" },
  },
  {
    name: "nodes",
    path: "/nodes",
    title: titles.nodes,
    needs: "nodes",
    tag: "scoria-nodes-page",
    load: () => import("./nodes/nodes-page.ts"),
    navigation: { group: "engine", icon: "nodes", keys: "g n" },
  },
  {
    name: "schedules",
    path: "/schedules",
    title: titles.schedules,
    tag: "scoria-schedules-page",
    load: () => import("./schedules/schedules-page.ts"),
    navigation: { group: "engine", icon: "schedules", keys: "g c" },
  },
  {
    name: "lane",
    path: "/lanes/:lane",
    title: titles.lane,
    tag: "scoria-lane-page",
    load: () => import("./lane/lane-page.ts"),
  },
];

/** The page at a path, and the names in it; `undefined` when there is none. */
export function pageAt(path: string): { readonly entry: PageEntry; readonly params: PageParams } | undefined {
  for (const entry of pageTable) {
    const params = entry.isPartOnly ? undefined : matchPath(entry.path, path);
    if (params !== undefined) return { entry, params };
  }
  return undefined;
}

export function pageNamed(name: string): PageEntry {
  const entry = pageTable.find((one) => one.name === name);
  if (entry === undefined) throw new Error(`There is no page ${name}.`);
  return entry;
}

function matchPath(pattern: string, path: string): PageParams | undefined {
  const [names, segments] = [pattern.split("/"), path.replace(/(.)\/$/, "$1").split("/")];
  if (names.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [place, name] of names.entries()) {
    const segment = segments[place] ?? "";
    if (!name.startsWith(":")) {
      if (name !== segment) return undefined;
    } else {
      const value = decoded(segment);
      if (!value) return undefined;
      params[name.slice(1)] = value;
    }
  }
  return params;
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
