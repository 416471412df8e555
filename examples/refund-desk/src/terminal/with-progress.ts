import { dim } from "./say.ts";

/** Says what is under way before it begins, and how long it took once it is done. */
export async function withProgress<T>(what: string, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  process.stdout.write(dim(`${what} …`));
  try {
    const result = await work();
    console.log(dim(` ${((performance.now() - startedAt) / 1000).toFixed(1)} s`));
    return result;
  } catch (error) {
    console.log(dim(" failed"));
    throw error;
  }
}
