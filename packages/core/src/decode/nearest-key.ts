const maxEdits = 2;
const minPrefix = 3;

/** The known key that a misspelt one most likely meant: at most two edits away, or one begins with the other. */
export function nearestKey(key: string, known: readonly string[]): string | null {
  let nearest: string | null = null;
  let fewest = maxEdits + 1;
  for (const candidate of known) {
    const edits = editDistance(key.toLowerCase(), candidate.toLowerCase());
    // Two edits turn any key of two letters into any other.
    if (edits < fewest && edits < Math.max(candidate.length, key.length)) {
      nearest = candidate;
      fewest = edits;
    }
  }
  return nearest ?? known.find((candidate) => isPrefix(key, candidate)) ?? null;
}

function isPrefix(left: string, right: string): boolean {
  const [short, long] = left.length < right.length ? [left, right] : [right, left];
  return short.length >= minPrefix && long.toLowerCase().startsWith(short.toLowerCase());
}

function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 0; row < from.length; row += 1) {
    const current = [row + 1];
    for (let column = 0; column < to.length; column += 1) {
      const replaced = (previous[column] ?? 0) + (from[row] === to[column] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}
