import { readFileSync } from "node:fs";
import { DatabaseNotToBeHad, ownServerAdvice } from "./database-not-to-be-had.ts";

/** Numeric ids as `child_process` takes them. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Whether this process may install packages and change accounts. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** PostgreSQL refuses to run as root, so root runs it as the `postgres` account; everybody else as themselves. */
export function clusterAccount(): Account | undefined {
  if (!isRoot()) return undefined;
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((each) => each.startsWith("postgres:"));
  const [, , uid, gid] = line?.split(":") ?? [];
  if (uid === undefined || gid === undefined) {
    throw new DatabaseNotToBeHad(
      `PostgreSQL does not run as root and there is no account "postgres" to run it as. Add that account, or run this as another user. ${ownServerAdvice}`,
    );
  }
  return { uid: Number(uid), gid: Number(gid) };
}
