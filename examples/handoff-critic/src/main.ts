import { isScoriaError } from "@scoria/core";
import { openDesk } from "./desk.ts";
import { tellStory } from "./tell-story.ts";
import { bold, heading, say } from "./terminal.ts";

async function main(): Promise<number> {
  console.log(`${bold("Handoff to a critic")}: one question, two runs of one session`);
  await using desk = await openDesk();
  const holds = await tellStory(desk, desk.identity({ actorId: "ana", tenantId: "acme", sessionId: "chat-7" }));
  heading("Read on", "From the folder of this repository:");
  say(
    "examples/handoff-critic/README.md  the files of this example, in the order to read them",
    "docs/handoffs.md                   the guide",
  );
  return holds ? 0 : 1;
}

// A reader that has seen enough, such as `head`, closes the pipe; that is no error of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

try {
  process.exitCode = await main();
} catch (error) {
  if (!isScoriaError(error)) throw error;
  console.error(`${error.code}: ${error.message}`);
  process.exitCode = 1;
}
