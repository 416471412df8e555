import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";

/** The sizes of all files below a folder, added up: what they take on any file system, without its own blocks. */
export async function bytesOfFiles(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  let bytes = 0;
  for (const file of files) bytes += (await lstat(join(file.parentPath, file.name))).size;
  return bytes;
}
