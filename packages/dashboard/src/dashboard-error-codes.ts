/** Every code that `@scoria/dashboard` answers or throws beside those of the core. A code never changes its meaning. */
export const dashboardErrorCodes = {
  AUTHORIZE_MISSING: {
    means: "A dashboard was made without a function that says who may see it. It is not mounted.",
    remedy: "Pass authorize: it answers { actorId, tenants, can } for who may, and undefined for all others.",
    retryable: false,
  },
  NOT_AUTHORIZED: {
    means:
      "The host did not say who asks: its authorize answered nothing, threw, answered something else, or took over 5 seconds.",
    remedy: "Sign in to the host app. If you have, look at what authorize answers: the host's log says when it failed.",
    retryable: false,
  },
  PERMISSION_MISSING: {
    means: "The operator may not do this; the details name the permission.",
    remedy: "Have the host's authorize list the permission in `can`.",
    retryable: false,
  },
  CROSS_ORIGIN: {
    means: "An effect was asked for from another origin than the dashboard's own, or without saying from which.",
    remedy:
      "Call it from a page of the same origin; a program sends the header Origin. Behind a proxy that changes scheme or host, set the option `origins`.",
    retryable: false,
  },
  ROUTE_NOT_FOUND: {
    means: "Nothing is served at this path.",
    remedy: "Look into the OpenAPI document at <base>/api/openapi.json.",
    retryable: false,
  },
  METHOD_NOT_ALLOWED: {
    means: "The path is served, but not by this method. The header Allow says by which.",
    remedy: "Read with GET, act with POST.",
    retryable: false,
  },
  CONTENT_TYPE_UNSUPPORTED: {
    means: "An effect was sent as something else than application/json.",
    remedy: "Send the header Content-Type: application/json, once.",
    retryable: false,
  },
  URL_TOO_LONG: {
    means: "Path and query have more than 8,192 characters.",
    remedy: "Ask for less at once.",
    retryable: false,
  },
  API_VERSION_UNSUPPORTED: {
    means: "The caller speaks another version of this API.",
    remedy: "Load the page again, so that its scripts and the server are of one version.",
    retryable: false,
  },
  DECISION_OUTDATED: {
    means: "The decision names another arguments hash than the approval has, so it was made about something else.",
    remedy: "Read the approval again, and decide about what it shows.",
    retryable: false,
  },
  TOO_MANY_STREAMS: {
    means: "As many streams are open as may be, by this operator or in this process.",
    remedy: "Close pages that are not looked at, or poll for entries.",
    retryable: true,
  },
  INTERNAL: {
    means: "Something failed that should not. Nothing is told about it here.",
    remedy: "Look at the host's log.",
    retryable: true,
  },
} as const;

export type DashboardErrorCode = keyof typeof dashboardErrorCodes;
