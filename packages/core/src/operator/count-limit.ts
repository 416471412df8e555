/** How many rows each count of an overview looks at, so that it costs as much beside a million as beside these. */
export const countLimit = 100_000;
