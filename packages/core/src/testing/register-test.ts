/** How a test is registered with the runner: the `test` of vitest or of `node:test`, and the `it` of others, fit. */
export type RegisterTest = (name: string, run: () => Promise<void>) => unknown;
