/** The role that reads for a caller. Row security binds it: it may not insert into the journal. */
export const readerRole = "scoria_reader";

/**
 * The statements, for one round trip, that open a transaction in which only rows of `tenants` can be read.
 *
 * Role and tenants are those of the transaction: a session that keeps them would carry one caller's tenants to the next.
 * The tenants go as hexadecimal digits, because several statements in one message take no parameters: whatever an id
 * holds, there is nothing in it to escape.
 */
export function beginAsReader(tenants: readonly string[]): string {
  const digits = Buffer.from(JSON.stringify(tenants), "utf8").toString("hex");
  return [
    "begin read only",
    `set local role ${readerRole}`,
    `select set_config('scoria.tenants', convert_from(decode('${digits}', 'hex'), 'UTF8'), true)`,
  ].join("; ");
}
