/**
 * What went wrong, by what a caller can do about it.
 *
 * `connection`: the outcome is unknown or nothing was sent, so send the same bytes again. `contention`: nothing happened,
 * try again. `torn`: a group of journal rows did not fit whole. `data`: these values will never be taken. `prepared`:
 * the named statement is not what the server knows. `other`: everything else.
 */
export type DatabaseErrorKind = "connection" | "contention" | "torn" | "data" | "prepared" | "other";

/** One row of the retry table. */
export interface DatabaseFault {
  /** States of the server, a class of them such as `08` that ends in `*`, or codes of a socket. */
  readonly codes: readonly string[];
  readonly kind: DatabaseErrorKind;
  /** For the docs: what happened. */
  readonly means: string;
}

/**
 * Which fault is of which kind. The first row that fits a code counts; what fits none is `other`. The docs page of outages is
 * made from it.
 *
 * A resource that ran out is an outage too: the statement was rolled back, no other bytes would fare better, and the same ones
 * are taken as soon as somebody has made room. So is a server that takes no writes: it was the primary before a failover, and
 * only another connection helps.
 */
export const databaseFaults: readonly DatabaseFault[] = [
  { codes: ["08*"], kind: "connection", means: "the connection broke or was not made" },
  { codes: ["57P01"], kind: "connection", means: "an administrator ended the session, or the server shuts down" },
  { codes: ["57P02"], kind: "connection", means: "the crash of another session ended it" },
  { codes: ["57P03"], kind: "connection", means: "the server starts up or shuts down" },
  { codes: ["57P05", "25P03"], kind: "connection", means: "the session or its transaction idled too long" },
  { codes: ["40003"], kind: "connection", means: "the server does not know whether a statement was done" },
  {
    codes: ["25006"],
    kind: "connection",
    means: "the server is read-only: a standby, or the primary before a failover",
  },
  { codes: ["53300"], kind: "connection", means: "the server has no connection left" },
  { codes: ["53100"], kind: "connection", means: "the server's disk is full" },
  { codes: ["53*"], kind: "connection", means: "the server is out of memory or of another resource" },
  { codes: ["58*"], kind: "connection", means: "the server could not read or write a file" },
  {
    codes: ["ECONNREFUSED", "ECONNRESET", "ECONNABORTED", "EPIPE", "ETIMEDOUT"],
    kind: "connection",
    means: "the server is not there, or the connection broke on the way",
  },
  {
    codes: ["EHOSTUNREACH", "ENETUNREACH", "ENETDOWN", "EADDRNOTAVAIL", "ENOTFOUND", "EAI_AGAIN"],
    kind: "connection",
    means: "the network or the name service does not reach the server",
  },
  { codes: ["40001", "40P01"], kind: "contention", means: "the statement lost to a concurrent one" },
  { codes: ["55P03"], kind: "contention", means: "another session held a row for longer than a second" },
  {
    codes: ["57014"],
    kind: "contention",
    means: "the server cancelled the statement, such as by its `statement_timeout`",
  },
  { codes: ["SC001"], kind: "torn", means: "of a run's entries in one batch only some would have fitted" },
  { codes: ["26000", "42P05"], kind: "prepared", means: "a pooler gave the statement a session that prepared others" },
  { codes: ["22*", "23*"], kind: "data", means: "the server will never take these values" },
];

/** Answers `other` for a code that stands in no row, and for none at all. */
export function kindOfCode(code: string): DatabaseErrorKind {
  const fits = (pattern: string): boolean =>
    pattern.endsWith("*") ? code.length === 5 && code.startsWith(pattern.slice(0, -1)) : code === pattern;
  return databaseFaults.find(({ codes }) => codes.some(fits))?.kind ?? "other";
}
