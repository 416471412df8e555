import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { runProgram } from "./run-program.ts";

/** The release that was proven with PostgreSQL 15: it has iterative index scans and compiles in seconds. */
const SOURCE_VERSION = "0.8.0-1";
const SOURCE_SUITE = "trixie";

/** Compiles Debian's source package of pgvector for one installed PostgreSQL and installs it there. */
export async function buildPgvector(pgConfig: string, signal: AbortSignal): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "scoria-pgvector-"));
  try {
    await fetchSource(folder, signal);
    const source = join(folder, "source");
    const make = (...args: readonly string[]): Promise<string> =>
      // The empty OPTFLAGS leaves out -march=native, so that the result also runs on another machine of an image.
      runProgram("make", ["-s", "-C", source, "OPTFLAGS=", `PG_CONFIG=${pgConfig}`, ...args], { signal });
    await make(`-j${availableParallelism()}`);
    await make("install");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Uses apt with its own lists and sources, so that the machine's stay as they are. */
async function fetchSource(folder: string, signal: AbortSignal): Promise<void> {
  const targets = await runProgram("apt-get", ["indextargets", "--format", "$(SITE)", "Origin: Debian"], { signal });
  const mirror = targets.trim().split("\n")[0];
  if (mirror === undefined || mirror === "")
    throw new Error("The package sources of this machine name no Debian mirror.");

  for (const part of ["lists/partial", "archives/partial", "source"])
    mkdirSync(join(folder, part), { recursive: true });
  const sources = join(folder, "sources.list");
  const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
  writeFileSync(sources, `deb-src [signed-by=${keyring}] ${mirror} ${SOURCE_SUITE} main\n`);
  const config = join(folder, "apt.conf");
  writeFileSync(
    config,
    [
      `Dir::Etc::sourcelist "${sources}";`,
      `Dir::Etc::sourceparts "/dev/null";`,
      `Dir::State::lists "${folder}/lists";`,
      `Dir::Cache "${folder}";`,
      `APT::Sandbox::User "root";`,
      "",
    ].join("\n"),
  );

  const options = { cwd: folder, env: { ...process.env, APT_CONFIG: config }, signal };
  await runProgram("apt-get", ["update", "-qq"], options);
  await runProgram("apt-get", ["source", "-qq", "--download-only", `pgvector=${SOURCE_VERSION}`], options);
  const archive = readdirSync(folder).find((name) => name.endsWith(".orig.tar.gz"));
  if (archive === undefined) throw new Error("The source package of pgvector came without its archive.");
  await runProgram("tar", ["xzf", archive, "--strip-components=1", "-C", "source"], options);
}
