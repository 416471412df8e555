// Written so that even a very old Node can parse it and say the sentence below instead of a syntax error.
const major = Number(process.versions.node.split(".")[0]);

if (major < 18) {
  console.error(
    `Scoria's commands start on Node 18 or newer, and this is ${process.version}. Install a newer Node, then run the same command again.`,
  );
  process.exitCode = 1;
} else {
  import("./bootstrap/main.mjs")
    .then(({ main }) => main(process.argv.slice(2)))
    .then(
      (code) => {
        process.exitCode = code;
      },
      (error) => {
        console.error(error instanceof Error ? error.message : error);
        process.exitCode = 1;
      },
    );
}
