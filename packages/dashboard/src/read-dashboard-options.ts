import type { Logger } from "@scoria/core";
import { readBoolean, readOptions, readPositiveInteger } from "@scoria/core/lane";
import type { Authorize } from "./authorize/authorize.ts";
import type { DashboardOptions } from "./dashboard-options.ts";
import { dashboardError, invalidInput } from "./errors.ts";
import type { AnswerHeaders } from "./http/answers.ts";
import { contentPolicy } from "./pages/content-policy.ts";
import type { RedactField } from "./shown/shown-field.ts";
import { OpenStreams } from "./stream/open-streams.ts";
import { paths } from "./wire/paths.ts";

export interface ResolvedDashboard<Context> {
  readonly authorize: Authorize<Context>;
  /** Without a slash at its end: "" for `/`. */
  readonly basePath: string;
  readonly mountPath: string;
  readonly origins: ReadonlySet<string>;
  readonly hasPages: boolean;
  readonly policy: AnswerHeaders;
  readonly redact: RedactField | undefined;
  readonly streams: OpenStreams;
  readonly logger: Logger | undefined;
}

const known = [
  "authorize",
  "basePath",
  "mountPath",
  "origins",
  "pages",
  "frameAncestors",
  "redact",
  "streams",
  "logger",
] as const;

const mostStreams = 10_000;
const plainPath = /^(?:\/[A-Za-z0-9._~-]+)*$/;

/** @throws AUTHORIZE_MISSING, INVALID_INPUT, UNKNOWN_OPTION */
export function readDashboardOptions<Context>(options: DashboardOptions<Context>): ResolvedDashboard<Context> {
  const given = readOptions(options, known, "createDashboardHandler");
  if (typeof given.authorize !== "function") throw authorizeMissing();
  const basePath = readMount(given.basePath ?? "/scoria", "basePath");
  const mountPath = given.mountPath === undefined ? basePath : readMount(given.mountPath, "mountPath");
  requireUnlikeRoutes(mountPath);
  if (given.redact !== undefined && typeof given.redact !== "function")
    throw invalidInput("redact", "must be a function");
  const streams = readOptions(given.streams, ["perOperator", "perProcess"], "streams");
  return {
    authorize: given.authorize as Authorize<Context>,
    basePath,
    mountPath,
    origins: new Set(readList(given.origins, "origins").map(readOrigin)),
    hasPages: given.pages === undefined ? true : readBoolean(given.pages, "pages"),
    policy: contentPolicy(readList(given.frameAncestors, "frameAncestors")),
    redact: given.redact as RedactField | undefined,
    streams: new OpenStreams({
      ...(streams.perOperator === undefined
        ? {}
        : { perOperator: readPositiveInteger(streams.perOperator, "streams.perOperator", { max: mostStreams }) }),
      ...(streams.perProcess === undefined
        ? {}
        : { perProcess: readPositiveInteger(streams.perProcess, "streams.perProcess", { max: mostStreams }) }),
    }),
    logger: given.logger as Logger | undefined,
  };
}

function authorizeMissing(): Error {
  return dashboardError(
    "AUTHORIZE_MISSING",
    `createDashboardHandler was given no authorize, so nobody may see the dashboard and it is not mounted. For example:

  createDashboardHandler(scoria, {
    async authorize(request) {
      const user = await yourSession(request.headers.get("cookie"));
      return user?.isOperator ? { actorId: user.id, tenants: user.tenants, can: ["read", "decide"] } : undefined;
    },
  });

`,
  );
}

function readMount(value: unknown, name: string): string {
  if (typeof value !== "string") throw invalidInput(name, "must be a string");
  const path = value.replace(/\/+$/, "");
  if (!plainPath.test(path)) {
    throw invalidInput(
      name,
      'must be a path such as "/scoria" or "/ops/scoria": letters, digits and . _ ~ - between slashes',
    );
  }
  return path;
}

/** A framework may cut the mount path off. A path that could be read both ways would be read wrongly once. */
function requireUnlikeRoutes(mountPath: string): void {
  const own = ["/api", "/assets", ...Object.values(paths).map((place) => `/api${place.slice(place.indexOf(" ") + 1)}`)];
  const taken = [
    ...own,
    "/workflows",
    "/approvals",
    "/sessions",
    "/queues",
    "/nodes",
    "/schedules",
    "/start",
    "/lanes",
  ];
  if (mountPath !== "" && taken.some((path) => path === mountPath || path.startsWith(`${mountPath}/`))) {
    throw invalidInput("mountPath", "is a path of the dashboard's own. Mount it under another name, such as /scoria");
  }
}

function readList(value: unknown, name: string): readonly string[] {
  if (value === undefined) return [];
  if (!Array.isArray(value) || !value.every((item) => typeof item === "string")) {
    throw invalidInput(name, "must be a list of strings");
  }
  return value as readonly string[];
}

function readOrigin(value: string, at: number): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || url.origin !== value || !/^https?:$/.test(url.protocol)) {
    throw invalidInput(`origins[${at}]`, "must be an origin such as https://ops.example.com, with no path");
  }
  return value;
}
