/**
 * How long to wait before try number `tries` + 1, in milliseconds: 50 after the first failure, twice as long after each
 * further one, at most `mostMs`. Spread over the upper half, so that many processes that lost one database do not come back
 * to it at one moment.
 */
export function backOffMs(tries: number, mostMs: number, random: () => number = Math.random): number {
  return Math.min(mostMs, 25 * 2 ** Math.min(tries, 20)) * (0.5 + random() / 2);
}
