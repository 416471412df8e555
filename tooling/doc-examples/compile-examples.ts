import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Example } from "./example.ts";
import { preludeFor } from "./prelude.ts";

/** Inside this package, so that the examples find the packages that a host would have installed. */
const SCRATCH = join(import.meta.dirname, ".scratch");

/** An example as it was compiled: its own file, and what the compiler said, in terms of the document it comes from. */
export interface CompiledExample {
  readonly example: Example;
  readonly file: string;
  readonly errors: readonly string[];
}

/**
 * Type-checks all examples in one run of the compiler, each as a module of its own.
 *
 * @param name of the folder into which they are written; what an earlier run left there is removed
 */
export function compileExamples(name: string, examples: readonly Example[]): readonly CompiledExample[] {
  const folder = join(SCRATCH, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const written = examples.map((example, index) => writeExample(example, folder, `example-${index + 1}.ts`));
  const said = written.length === 0 ? [] : typeCheck(folder);
  return written.map(({ example, name, errors, codeStartsAt }) => {
    const own = said.filter((each) => each.name === name).map((each) => describe(each, example, codeStartsAt));
    return { example, file: join(folder, name), errors: [...errors, ...own] };
  });
}

interface WrittenExample {
  readonly example: Example;
  readonly name: string;
  readonly errors: readonly string[];
  readonly codeStartsAt: number;
}

function writeExample(example: Example, folder: string, name: string): WrittenExample {
  const prelude = example.prelude === undefined ? "" : preludeFor(example.prelude, example.code);
  const errors = prelude === undefined ? [`${example.place} There is no prelude "${example.prelude}".`] : [];
  const before = prelude === undefined || prelude === "" ? [] : prelude.trimEnd().split("\n");
  writeFileSync(join(folder, name), [...before, example.code, ""].join("\n"));
  return { example, name, errors, codeStartsAt: before.length + 1 };
}

interface CompilerError {
  readonly name: string;
  readonly line: number;
  readonly message: string;
}

function typeCheck(folder: string): readonly CompilerError[] {
  const config = {
    extends: "../../../tsconfig/base.json",
    // A host writes `export const scoria = await createScoria(…)` and lets the compiler infer the type. Pages have examples too.
    compilerOptions: {
      noEmit: true,
      isolatedDeclarations: false,
      lib: ["es2024", "esnext.disposable", "dom", "dom.iterable"],
    },
    include: ["*.ts"],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  const compiler = join(import.meta.dirname, "node_modules", "typescript", "bin", "tsc");
  const { stdout, status } = spawnSync(process.execPath, [compiler, "-p", folder, "--pretty", "false"], {
    cwd: folder,
    encoding: "utf8",
  });
  const errors = [...stdout.matchAll(/^(example-\d+\.ts)\((\d+),\d+\): (.+(?:\n .+)*)$/gm)].map(
    ([, name = "", line = "", message = ""]) => ({ name, line: Number(line), message }),
  );
  if (status !== 0 && errors.length === 0) throw new Error(`The compiler failed as a whole:\n${stdout}`);
  return errors;
}

function describe({ line, message }: CompilerError, example: Example, codeStartsAt: number): string {
  return line < codeStartsAt
    ? `${example.place} (its prelude "${example.prelude}", line ${line}) ${message}`
    : `${example.path}:${example.line + line - codeStartsAt} ${message}`;
}
