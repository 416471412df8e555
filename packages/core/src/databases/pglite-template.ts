import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { Logger } from "../seams/logger.ts";
import { openCacheFolder, readOwnFile, writeOwnFile } from "./user-cache-folder.ts";

/** A cluster as it is after its making, without anything in it: no tables of ours, so no data and no keys. */
export interface Template {
  readonly tar: Buffer;
  /** When no database came of it: the next one is made anew. */
  discard(): Promise<void>;
}

/** The first line of the file. What follows is the tar, compressed: eight times smaller, for 0.1 s. */
interface Header {
  /** Of what follows. */
  readonly bytes: number;
  readonly sha256: string;
  /** Unpacked into one piece of memory of this size, it takes half of the time. */
  readonly tarBytes: number;
}

/** Raised when the same engine's file is made in another way. */
const format = 1;
// Five times what they are.
const maxBytes = 25 * 1024 * 1024;
const maxTarBytes = 200 * 1024 * 1024;

/**
 * The template of this user for one version of the engine, from their cache, or made now and kept there.
 *
 * Null when the cache cannot be used, or could be written to by others: then each database is made from nothing. A file
 * that is not as it was written is thrown away and made again. Any number of processes may do all this at once.
 */
export async function takeTemplate(
  engineVersion: string,
  make: () => Promise<Buffer>,
  logger: Logger,
): Promise<Template | null> {
  const folder = await openCacheFolder(process.env);
  if (folder === null) {
    logger.debug(
      "There is no cache folder that is this user's alone, so the embedded database starts without a template.",
    );
    return null;
  }
  const file = join(folder, `embedded-${engineVersion}-${format}.template`);
  const discard = (): Promise<void> => rm(file, { force: true }).catch(() => undefined);
  const kept = await readTemplate(file);
  if (kept !== null) {
    logger.debug("The embedded database starts from its template.", { file });
    return { tar: kept, discard };
  }
  const tar = await make();
  try {
    const packed = await promisify(gzip)(tar, { level: 1 });
    const header: Header = { bytes: packed.length, sha256: sha256Of(packed), tarBytes: tar.length };
    await writeOwnFile(file, [Buffer.from(`${JSON.stringify(header)}\n`), packed]);
    logger.debug("A template of the embedded database was made, from which the next ones start.", { file });
  } catch {
    await discard();
    logger.debug("The template of the embedded database could not be kept.", { file });
  }
  return { tar, discard };
}

/** Null when it is not there, or not as it was written. */
async function readTemplate(file: string): Promise<Buffer | null> {
  const content = await readOwnFile(file, maxBytes);
  if (content === null) return null;
  const end = content.indexOf("\n");
  const packed = content.subarray(end + 1);
  try {
    const { bytes, sha256, tarBytes } = JSON.parse(content.toString("utf8", 0, end)) as Header;
    if (packed.length !== bytes || sha256Of(packed) !== sha256 || !(tarBytes <= maxTarBytes)) return null;
    const tar = await promisify(gunzip)(packed, { chunkSize: tarBytes, maxOutputLength: tarBytes });
    return tar.length === tarBytes ? tar : null;
  } catch {
    return null;
  }
}

function sha256Of(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}
