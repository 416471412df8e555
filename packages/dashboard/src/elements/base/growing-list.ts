/** The rows of a list that are shown, newest first, and how to go on below them. */
export interface ListPage<Row> {
  readonly rows: readonly Row[];
  readonly nextCursor: string | null;
}

/** What tells rows apart, and by when they are ordered. */
export interface RowOrder<Row> {
  readonly keyOf: (row: Row) => string;
  /** ISO 8601. */
  readonly atOf: (row: Row) => string;
}

const rowsAtFirst = 50;
/** As many as the API gives at once: who goes on past the first page looks through many. */
export const rowsMore = 200;

/** How many rows to ask for to have those anew that are shown already. */
export function rowsToRefresh(shown: ListPage<unknown> | undefined): number {
  return Math.min(rowsMore, Math.max(rowsAtFirst, shown?.rows.length ?? 0));
}

/** What was read anew from the top, with the rows below it that were loaded before. */
export function withOlderRows<Row>(
  fresh: ListPage<Row>,
  shown: ListPage<Row> | undefined,
  { keyOf, atOf }: RowOrder<Row>,
): ListPage<Row> {
  const last = fresh.rows.at(-1);
  if (shown === undefined || last === undefined || fresh.nextCursor === null) return fresh;
  const known = new Set(fresh.rows.map(keyOf));
  const older = shown.rows.filter((row) => atOf(row) <= atOf(last) && !known.has(keyOf(row)));
  return older.length === 0 ? fresh : { rows: [...fresh.rows, ...older], nextCursor: shown.nextCursor };
}

/** The rows that are shown and one page more. Those that are shown may be very many: they are walked once, and no set is made of them. */
export function withNextRows<Row>(
  shown: ListPage<Row>,
  next: ListPage<Row>,
  { keyOf }: Pick<RowOrder<Row>, "keyOf">,
): ListPage<Row> {
  const arriving = new Map(next.rows.map((row) => [keyOf(row), row]));
  for (const row of shown.rows) arriving.delete(keyOf(row));
  return { rows: [...shown.rows, ...arriving.values()], nextCursor: next.nextCursor };
}
