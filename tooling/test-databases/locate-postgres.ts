import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

export interface PostgresInstall {
  /** The folder of `postgres`, `initdb`, `psql` and `pg_config`. */
  readonly bin: string;
  readonly major: number;
  readonly hasVector: boolean;
  /** Whether an extension can be compiled for it. */
  readonly hasHeaders: boolean;
}

const DEBIAN_FOLDER = "/usr/lib/postgresql";

/** The PostgreSQL to use: one that has pgvector before one that could get it, and of those the newest. */
export function locatePostgres(): PostgresInstall | undefined {
  return binFolders()
    .map(inspectInstall)
    .filter((install) => install !== undefined)
    .sort(
      (one, other) =>
        Number(other.hasVector) - Number(one.hasVector) ||
        Number(other.hasHeaders) - Number(one.hasHeaders) ||
        other.major - one.major,
    )[0];
}

function binFolders(): readonly string[] {
  const majors = existsSync(DEBIAN_FOLDER) ? readdirSync(DEBIAN_FOLDER) : [];
  const debian = majors.map((major) => join(DEBIAN_FOLDER, major, "bin"));
  const onPath = askPgConfig("pg_config", "--bindir");
  return onPath === undefined ? debian : [...new Set([...debian, onPath])];
}

function inspectInstall(bin: string): PostgresInstall | undefined {
  const programs = ["postgres", "initdb", "psql", "pg_config"];
  if (!programs.every((program) => existsSync(join(bin, program)))) return undefined;
  const pgConfig = join(bin, "pg_config");
  const major = /PostgreSQL (\d+)/.exec(askPgConfig(pgConfig, "--version") ?? "")?.[1];
  const shared = askPgConfig(pgConfig, "--sharedir");
  const headers = askPgConfig(pgConfig, "--includedir-server");
  if (major === undefined || shared === undefined || headers === undefined) return undefined;
  return {
    bin,
    major: Number(major),
    hasVector: existsSync(join(shared, "extension", "vector.control")),
    hasHeaders: existsSync(join(headers, "postgres.h")),
  };
}

function askPgConfig(pgConfig: string, question: string): string | undefined {
  try {
    return execFileSync(pgConfig, [question], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return undefined;
  }
}
