import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Extensions, PGlite } from "@electric-sql/pglite";
import type { EmbeddedExtensions } from "../database.ts";
import { ScoriaError } from "../errors/scoria-error.ts";
import type { Logger } from "../seams/logger.ts";
import { emptyAgain } from "./pglite-folder.ts";
import { takeTemplate, type Template } from "./pglite-template.ts";
import { unpackTar } from "./unpack-tar.ts";

/** Where an engine keeps its database, and what it begins with. */
export interface EngineStart {
  /** Null: in memory. */
  readonly folder: string | null;
  readonly extensions: EmbeddedExtensions;
  /** A dump to begin with. */
  readonly from?: Blob | undefined;
}

/**
 * Starts the engine on a database that is there, or on a dump.
 *
 * @throws DATABASE_UNAVAILABLE
 */
export async function startEngine({ folder, from, extensions }: EngineStart): Promise<PGlite> {
  const Engine = await loadEngine();
  try {
    return await Engine.create({
      ...(folder === null ? {} : { dataDir: folder }),
      ...(from === undefined ? {} : { loadDataDir: from }),
      extensions: { ...extensions } as Extensions,
    });
  } catch {
    const where = folder === null ? "in memory" : `from the folder ${folder}, whose data were kept`;
    throw new ScoriaError(
      "DATABASE_UNAVAILABLE",
      `The embedded database did not start ${where}. If its files or its dump are damaged, restore them from a copy.`,
      {},
      { retryable: false },
    );
  }
}

/**
 * Starts the engine on a new, empty database; in a folder that is marked as being made. From the template, that takes a
 * third of the time.
 *
 * @throws DATABASE_UNAVAILABLE
 */
export async function startFreshEngine(start: EngineStart, logger: Logger): Promise<PGlite> {
  const version = await engineVersion();
  const template = version === null ? null : await takeTemplate(version, makeCluster, logger);
  if (template === null) return startEngine(start);
  try {
    return await startFromTemplate(template, start);
  } catch {
    logger.debug("The embedded database did not start from its template, which was thrown away.");
    await template.discard();
    if (start.folder !== null) await emptyAgain(start.folder);
    return startEngine(start);
  }
}

async function startFromTemplate({ tar }: Template, start: EngineStart): Promise<PGlite> {
  if (start.folder === null) return startEngine({ ...start, from: new Blob([tar as Buffer<ArrayBuffer>]) });
  await unpackTar(tar, start.folder);
  return startEngine(start);
}

/** Without extensions: the engine makes its clusters without them too, and adds them when it opens one. */
async function makeCluster(): Promise<Buffer> {
  const engine = await startEngine({ folder: null, extensions: {} });
  try {
    await engine.exec("checkpoint");
    const dump = await engine.dumpDataDir("none");
    return Buffer.from(await dump.arrayBuffer());
  } finally {
    await engine.close();
  }
}

async function loadEngine(): Promise<typeof PGlite> {
  try {
    return (await import("@electric-sql/pglite")).PGlite;
  } catch {
    throw new ScoriaError(
      "DATABASE_UNAVAILABLE",
      "The embedded database is not installed. Run npm install @electric-sql/pglite@0.5.14, or use a PostgreSQL server.",
      {},
      { retryable: false },
    );
  }
}

/** Null when it cannot be told, as in a bundle. */
async function engineVersion(): Promise<string | null> {
  try {
    const main = createRequire(import.meta.url).resolve("@electric-sql/pglite");
    const manifest = JSON.parse(await readFile(join(dirname(main), "..", "package.json"), "utf8")) as {
      readonly name?: unknown;
      readonly version?: unknown;
    };
    const { name, version } = manifest;
    const isTold = name === "@electric-sql/pglite" && typeof version === "string" && /^[\w.+-]{1,64}$/.test(version);
    return isTold ? version : null;
  } catch {
    return null;
  }
}
