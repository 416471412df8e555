const QUIET_MS = 700;

/**
 * Shows one line with the time it took, on standard error, for work that takes long enough to wonder about.
 *
 * @template Result
 * @param {string} label
 * @param {() => Promise<Result>} work
 * @returns {Promise<Result>}
 */
export async function withProgress(label, work) {
  const started = performance.now();
  let shown = false;
  const timer = setTimeout(() => {
    shown = true;
    process.stderr.write(`${label} … `);
  }, QUIET_MS);
  /** @param {string} ending */
  const finish = (ending) => {
    clearTimeout(timer);
    if (shown) process.stderr.write(`${ending}\n`);
  };
  try {
    const result = await work();
    finish(`${((performance.now() - started) / 1000).toFixed(1)} s`);
    return result;
  } catch (error) {
    finish("failed");
    throw error;
  }
}
