/** Adds so many by a verb that adds up to `perCall` in one commit, `atOnce` of them at a time. */
export async function inBulk(
  count: number,
  { perCall, atOnce }: { perCall: number; atOnce: number },
  add: (count: number) => Promise<unknown>,
): Promise<void> {
  let left = count;
  async function addSome(): Promise<void> {
    while (left > 0) {
      const now = Math.min(perCall, left);
      left -= now;
      await add(now);
    }
  }
  await Promise.all(Array.from({ length: atOnce }, addSome));
}
