import { plainSql } from "../../../../src/database/index-sql.ts";
import { writeBatchMigration } from "../../../../src/database/migrations/0003-write-batch.ts";

const cuts: readonly (readonly [RegExp, string])[] = [
  [/create function/, "create or replace function"],
  [/else substring\(hashes [^)]*\) =\s+\(select j\.hash from scoria\.journal j [^\n]*\)\n/, "else true\n"],
  [/raise exception 'a part of a group would land'[^;]*;/, "null;"],
];

/**
 * The engine's own batch function without the chain: a group need not follow what is stored, and what fits of it lands. To
 * be put in the place of the real one, in a database of a test.
 */
export function unchainedBatch(): string {
  return cuts.reduce((text, [rule, without]) => {
    if (!rule.test(text)) throw new Error(`The batch function has changed: ${rule.source} is not in it any more.`);
    return text.replace(rule, without);
  }, plainSql(writeBatchMigration));
}
