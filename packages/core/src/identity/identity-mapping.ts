/** Where a field of the identity stands: under this name, or what the function answers for the whole source. */
export type FieldSource<Source> = string | ((source: Source) => unknown);

/** Where the fields of an identity stand in what a host has. What is not said stands under one of the usual names. */
export interface IdentityMapping<Source> {
  /** Default: the usual names. */
  readonly actorId?: FieldSource<Source>;
  /** Default: the usual names. */
  readonly tenantId?: FieldSource<Source>;
  /** Null: the identity has no session, whatever is there. Default: the usual names. */
  readonly sessionId?: FieldSource<Source> | null;
  /** Names whose values are kept as the identity's metadata, under the same names. Default: none. */
  readonly metadata?: readonly string[];
}

/** As `IdentityMapping`, but actor and tenant are said: no header has a usual meaning. */
export interface HeaderMapping<Source> extends IdentityMapping<Source> {
  readonly actorId: FieldSource<Source>;
  readonly tenantId: FieldSource<Source>;
}
