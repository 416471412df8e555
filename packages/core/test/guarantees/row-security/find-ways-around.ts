const plainReader = /\.(reader|kysely)\b|\{[^{}]*\b(reader|kysely)\b[^{}]*\}\s*=\s*[\w.#]*database\b/;
const otherConnection = /\bdatabase\.(control|writer)\b|\{[^{}]*\b(control|writer)\b[^{}]*\}\s*=\s*[\w.#]*database\b/;
const table = /\b(from|join|update|into)\s+scoria\.\w+\b(?!\s*\()/i;

/**
 * Where a source file reads past the tenant door, as `<file>:<line> <what is wrong>`.
 *
 * Only the door names the plain reader. A verb, which is what reads a `who`, may call a function on another connection,
 * as functions take the tenants with them; a file that does so names no table.
 */
export function findWaysAround(file: string, source: string): readonly string[] {
  if (/^(databases\/|database\.ts$|database\/tenant-door\.ts$|testing\/database-contract)/.test(file)) return [];
  const lines = source.split("\n");
  const where = (pattern: RegExp, what: string): readonly string[] =>
    lines.flatMap((line, at) => (pattern.test(line) ? [`${file}:${at + 1} ${what}`] : []));
  const isVerb = /\b(readWho|readIdentity)\(/.test(source);
  return [
    ...where(plainReader, "reads past the tenant door"),
    ...(isVerb && otherConnection.test(source) ? where(table, "names a table beside the tenant door") : []),
  ];
}
