// A CommonJS module: it requires the package, and checks the evidence without a database.
import { readFileSync } from "node:fs";
import { verifyExport, type EvidenceExport } from "@scoria/core";

const { jsonl, head } = JSON.parse(readFileSync("evidence.json", "utf8")) as EvidenceExport;

console.log(
  JSON.stringify({
    moduleKind: typeof module === "object" ? "commonjs" : "module",
    check: verifyExport(jsonl, { head }),
    tampered: verifyExport(jsonl.replace("12900", "12901"), { head }),
  }),
);
