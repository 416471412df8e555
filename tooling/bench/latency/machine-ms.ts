/** Milliseconds on the clock that all processes of one machine share and nobody sets, unlike the time of day. */
export function machineMs(): number {
  return Number(process.hrtime.bigint()) / 1_000_000;
}
