/** Any JSON value. Read-only all the way down, because what Scoria hands out is frozen or shared. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object: string keys, JSON values. */
export interface JsonObject {
  readonly [key: string]: Json;
}
