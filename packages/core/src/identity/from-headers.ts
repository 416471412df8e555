import { invalidInput } from "../errors/core-errors.ts";
import { invalidIdentity } from "./identity-fields.ts";
import type { HeaderMapping } from "./identity-mapping.ts";
import { readOwnProperty, requireSource } from "./own-property.ts";
import { pickFields, type PickedFields, type Place } from "./pick-fields.ts";

/** A Fetch `Headers`, or Node's `request.headers`. */
export type HeaderSource =
  { get(name: string): string | null } | Readonly<Record<string, string | readonly string[] | undefined>>;

const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/;
// An id stands in every run, page and log of it: no place for what lets its reader act as somebody.
const secretHeaders = new Set(["authorization", "proxy-authorization", "cookie", "set-cookie"]);

/** @throws INVALID_IDENTITY naming the header, INVALID_INPUT and UNKNOWN_OPTION for the mapping */
export function fieldsFromHeaders<Headers extends HeaderSource>(
  headers: Headers,
  mapping: HeaderMapping<Headers>,
): PickedFields {
  requireSource(headers, "headers", "a Headers object or the headers of a request");
  requireMapping(mapping);
  return pickFields(headers, mapping, {
    source: "headers",
    helper: "identity.fromHeaders",
    read: ([name = ""]) => readHeader(headers, name),
    usual: { actorId: [], tenantId: [], sessionId: [] },
    checkName: checkHeaderName,
  });
}

function requireMapping(mapping: unknown): void {
  const given = (mapping ?? {}) as { readonly actorId?: unknown; readonly tenantId?: unknown };
  const missing = (["actorId", "tenantId"] as const).find((field) => given[field] === undefined);
  if (missing === undefined) return;
  throw invalidInput(
    `mapping.${missing}`,
    "is missing: no header has a usual meaning, and any client can send any header. Name the one that your own proxy sets, " +
      "and have the proxy remove it from what comes in",
  );
}

function readHeader(headers: HeaderSource, name: string): string | undefined {
  const value = isFetchHeaders(headers) ? headers.get(name) : readPlainHeader(headers, name);
  if (value === undefined || value === null) return undefined;
  // Node and fetch join a header that came twice by a comma: a client's own in front of the proxy's.
  if (typeof value !== "string" || value.includes(",")) throw sentTwice(name);
  return value;
}

function readPlainHeader(headers: HeaderSource, name: string): unknown {
  const spellings = Object.keys(headers).filter((key) => key.toLowerCase() === name.toLowerCase());
  if (spellings.length > 1) throw sentTwice(name);
  return spellings.length === 0 ? undefined : readOwnProperty(headers, spellings as Place, "headers");
}

function isFetchHeaders(headers: HeaderSource): headers is { get(name: string): string | null } {
  return typeof headers.get === "function";
}

function checkHeaderName(name: string, path: string): void {
  if (!headerName.test(name)) throw invalidInput(path, "must be the name of a header, or a function");
  if (secretHeaders.has(name.toLowerCase())) {
    throw invalidInput(path, "names a header that holds a credential, and ids are recorded with every run");
  }
}

function sentTwice(name: string): Error {
  return invalidIdentity(`headers.${name}`, "has several values, as when a client sends it beside the proxy");
}
