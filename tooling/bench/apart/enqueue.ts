import { serveMeasurer } from "./serve-measurer.ts";

/** Each resolves with how many seconds it took, as seen here: the measuring process is not to be in the way. */
export interface Enqueue {
  enqueueInBulk(count: number): Promise<number>;
  enqueueOneByOne(count: number): Promise<number>;
}

serveMeasurer<Enqueue>(async (contestant, setting) => {
  if (contestant.queue === undefined) throw new Error(`${contestant.name} has no queue.`);
  const work = await contestant.queue(setting);

  async function enqueueOneByOne(count: number): Promise<void> {
    let left = count;
    const enqueueSome = async (): Promise<void> => {
      for (; left > 0;) {
        left -= 1;
        await work.enqueueOne();
      }
    };
    await Promise.all(Array.from({ length: setting.concurrency }, enqueueSome));
  }

  return {
    work,
    verbs: {
      enqueueInBulk: (count) => secondsOf(() => work.enqueueInBulk(count)),
      enqueueOneByOne: (count) => secondsOf(() => enqueueOneByOne(count)),
    },
  };
});

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1_000;
}
