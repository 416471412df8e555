import type { EmbeddedExtensions } from "../database.ts";
import { ScoriaError } from "../errors/scoria-error.ts";
import type { MigrationSet } from "./migration-set.ts";

/**
 * Loads what these migrations need of the embedded database; nothing for a server, which has its own.
 *
 * @throws with the code that an extension names, when its package is not installed
 */
export async function embeddedExtensions(url: string, sets: readonly MigrationSet[]): Promise<EmbeddedExtensions> {
  if (/^postgres(ql)?:/.test(url)) return {};
  const loaded: Record<string, object> = {};
  for (const { owner, extensions = [] } of sets) {
    for (const { name, missing, embedded } of extensions) {
      try {
        if (embedded !== undefined) loaded[name] = await embedded();
      } catch {
        throw new ScoriaError(
          missing,
          `The lane "${owner}" needs the extension "${name}", and its package for the embedded database could not be loaded. Install that package.`,
          { lane: owner, extension: name },
        );
      }
    }
  }
  return loaded;
}
