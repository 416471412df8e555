import { createScoria } from "@scoria/core";

/** Says on its standard output how long one start on the embedded database in a folder took, in milliseconds. */
async function bootOnce(folder: string): Promise<void> {
  const began = performance.now();
  const scoria = await createScoria({ database: `file:${folder}` });
  const took = performance.now() - began;
  await scoria.close();
  console.log(took);
}

const [, , folder] = process.argv;
if (folder === undefined) throw new Error("Usage: node boot-once.ts <folder>");
await bootOnce(folder);
