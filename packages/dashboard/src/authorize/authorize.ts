import type { Permission } from "../wire/operator.ts";

/** Who the host says is asking: for which tenants, and what they may do. */
export interface Authorized {
  /** Recorded with everything that the operator does. */
  readonly actorId: string | number;
  /** The tenants whose runs the operator sees; 1 to 1,000. Nothing else widens or narrows them. */
  readonly tenants: readonly (string | number)[];
  /** What the operator may do. Without `read`, nothing at all. */
  readonly can: readonly Permission[];
}

/**
 * Says who is asking. It is called for every request, the page's own scripts included, and again every 4 seconds while a
 * stream is open, so it should look at the session as it is now.
 *
 * `undefined`, an error, anything of another form, and no answer within 5 seconds are a refusal. A `Response` with a status
 * from 300 to 499 is sent as it is: a redirect to the host's sign-in page, say. The body of the request must be left alone.
 */
export type Authorize<Context> = (
  request: Request,
  context: Context,
) => Authorized | Response | undefined | Promise<Authorized | Response | undefined>;
