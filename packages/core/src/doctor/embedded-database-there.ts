import { existsSync, readdirSync } from "node:fs";
import { readFolderUrl } from "../databases/pglite-folder.ts";

/**
 * Whether anything stands in the folder that a `file:` url names. Opening an embedded database makes it, and who only
 * looks must leave no folder behind.
 *
 * @throws INVALID_INPUT for a folder that cannot be read from the url
 */
export function embeddedDatabaseThere(url: string): boolean {
  const folder = readFolderUrl(url);
  try {
    return readdirSync(folder).length > 0;
  } catch {
    // A file in its place, or a folder that is closed to this user: opening it says so.
    return existsSync(folder);
  }
}
