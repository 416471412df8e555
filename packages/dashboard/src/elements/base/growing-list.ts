/** Rows of a list, newest first, and how to go on below them. */
export interface ListPage<Row> {
  readonly rows: readonly Row[];
  readonly nextCursor: string | null;
}

/** Rows that follow each other, and where to read them again. */
export interface Stretch<Row> {
  /** `undefined`: they are those at the top. */
  readonly cursor: string | undefined;
  readonly rows: readonly Row[];
}

/** All rows of a list that are shown, by the stretches in which they can be read again. */
export interface GrowingList<Row> extends ListPage<Row> {
  readonly stretches: readonly Stretch<Row>[];
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

/** How many rows to ask for at the top, to have those anew that are shown already. */
export function rowsToRefresh(shown: ListPage<unknown> | undefined): number {
  return Math.min(rowsMore, Math.max(rowsAtFirst, shown?.rows.length ?? 0));
}

/** Where to read to have those rows anew that are from `first` to before `last`, as far as `rowsToRefresh` does not. */
export function cursorsOf(shown: GrowingList<unknown>, first: number, last: number): readonly string[] {
  const from = Math.max(first, rowsToRefresh(shown));
  let end = 0;
  return shown.stretches.flatMap(({ cursor, rows }) => {
    const begin = end;
    end += rows.length;
    return cursor !== undefined && begin < last && end > from ? [cursor] : [];
  });
}

/**
 * The rows that are shown, with a page of them that was read anew at the cursor of a stretch, or behind the last. Those that are shown
 * may be very many: they are walked once, and no set is made of them.
 */
export function withPage<Row>(
  shown: GrowingList<Row> | undefined,
  cursor: string | undefined,
  page: ListPage<Row>,
  order: RowOrder<Row>,
): GrowingList<Row> {
  const read: Stretch<Row> = { cursor, rows: page.rows };
  if (shown === undefined) return listOf([read], page.nextCursor);
  const found = shown.stretches.findIndex((stretch) => stretch.cursor === cursor);
  const at = found === -1 ? shown.stretches.length : found;
  const known = new Set(page.rows.map(order.keyOf));
  const above = shown.stretches.slice(0, at).map((stretch) => without(stretch, known, order));
  const below = rowsBelow(shown.stretches.slice(at), page, known, order);
  return listOf([...above, read, ...below], below.length === 0 ? page.nextCursor : shown.nextCursor);
}

function without<Row>(stretch: Stretch<Row>, known: ReadonlySet<string>, { keyOf }: RowOrder<Row>): Stretch<Row> {
  if (!stretch.rows.some((row) => known.has(keyOf(row)))) return stretch;
  return { ...stretch, rows: stretch.rows.filter((row) => !known.has(keyOf(row))) };
}

/** What was loaded before and comes after the page: it begins where the page ends. */
function rowsBelow<Row>(
  stretches: readonly Stretch<Row>[],
  { rows, nextCursor }: ListPage<Row>,
  known: ReadonlySet<string>,
  { keyOf, atOf }: RowOrder<Row>,
): readonly Stretch<Row>[] {
  const end = rows.at(-1);
  if (end === undefined || nextCursor === null) return [];
  const [first, second, ...others] = stretches
    .map((one) => ({ ...one, rows: one.rows.filter((row) => atOf(row) <= atOf(end) && !known.has(keyOf(row))) }))
    .filter((one) => one.rows.length > 0);
  if (first === undefined) return [];
  const next = { ...first, cursor: nextCursor };
  if (second === undefined) return [next];
  // New rows push old ones down by and by: they do not make a stretch each time.
  return next.rows.length + second.rows.length <= rowsMore
    ? [{ ...next, rows: [...next.rows, ...second.rows] }, ...others]
    : [next, second, ...others];
}

function listOf<Row>(stretches: readonly Stretch<Row>[], nextCursor: string | null): GrowingList<Row> {
  return { rows: stretches.flatMap(({ rows }) => rows), nextCursor, stretches };
}
