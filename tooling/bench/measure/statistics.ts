/** The value below which a share of the values lies, which must be sorted. */
export function quantile(values: readonly number[], share: number): number {
  return values[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return quantile(sorted(values), 0.5);
}

export function sorted(values: readonly number[]): readonly number[] {
  return [...values].sort((a, b) => a - b);
}

/** To so many significant digits: more would say more than was measured. */
export function rounded(value: number, digits = 4): number {
  return Number(value.toPrecision(digits));
}
