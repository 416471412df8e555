import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { findContentFaults, findManifestFaults, findMapFaults } from "./find-packing-faults.ts";
import { packPackage } from "./pack-package.ts";
import { publintMessages, readTarball, typesProblems, type PackedPackage } from "./packed-package.ts";
import { packedTable } from "./packed-table.ts";
import { publicPackages } from "./public-packages.ts";

const packages = publicPackages();

describe.each(packages)("$manifest.name, as it would be published,", (source) => {
  const rule = packedTable[source.manifest.name];
  let packed: PackedPackage;

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), "scoria-packed-"));
    try {
      packed = readTarball(await packPackage(source.folder, folder));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test("has the files that the table lists, compiled from the sources beside them, and no others", () => {
    expect(rule && findContentFaults(packed.files, rule)).toEqual([]);
  });

  test("has source maps that lead to its own sources", () => {
    expect([...packed.files.keys()].some((file) => file.endsWith(".map"))).toBe(true);
    expect(findMapFaults(packed.files)).toEqual([]);
  });

  test("runs nothing when it is installed, and asks for nothing that only this workspace has", () => {
    expect(findManifestFaults(packed.manifest)).toEqual([]);
  });

  test("gives publint nothing to say", async () => {
    expect(await publintMessages(packed)).toEqual([]);
  });

  test("has types that are found wherever its code is found", async () => {
    expect(await typesProblems(packed)).toEqual([]);
  });

  test("stays within its size", () => {
    const packedKiB = packed.bytes.length / 1024;
    expect(packedKiB).toBeLessThan(rule?.maxPackedKiB ?? 0);
  });
});

test("the table lists every public package and no other", () => {
  expect(packages.map(({ manifest }) => manifest.name)).toEqual(Object.keys(packedTable).sort());
});
