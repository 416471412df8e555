import type { Permission } from "../wire/operator.ts";

/** The permissions that are not a lane's, and what each lets an operator do. */
export const permissions = {
  read: "See runs, approvals, sessions, queues, schedules and lanes of the operator's tenants",
  start: "Start runs of handlers that have an input schema",
  decide: "Approve and reject",
  cancel: "Cancel runs",
  retry: "Retry failed runs and resume waiting ones",
  queues:
    "Configure, pause and resume queues, which all tenants share; clear and drain what the operator's tenants have in them",
  nodes: "See the nodes, which all tenants share, and drain, quarantine and release them",
  schedules: "Pause, resume and remove schedules",
} as const;

const ofLane = /^[a-z][a-z0-9_-]*\.[a-z][A-Za-z0-9_-]*$/;

export function isPermission(value: unknown): value is Permission {
  return typeof value === "string" && (Object.hasOwn(permissions, value) || ofLane.test(value));
}
