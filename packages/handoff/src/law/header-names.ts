/** Headers that requests and responses of HTTP have, and hardly anything else; `date` or `from` could be in any letter. */
export const headerNames: ReadonlySet<string> = new Set(
  (
    "accept accept-charset accept-encoding accept-language accept-ranges access-control-allow-credentials " +
    "access-control-allow-headers access-control-allow-methods access-control-allow-origin access-control-max-age " +
    "access-control-request-headers access-control-request-method age alt-svc authorization cache-control cf-connecting-ip " +
    "cf-ipcountry cf-ray connection content-disposition content-encoding content-language content-length " +
    "content-security-policy content-type cookie dnt etag expect expires forwarded host if-match if-modified-since " +
    "if-none-match if-range if-unmodified-since keep-alive last-modified origin pragma proxy-authenticate " +
    "proxy-authorization range referer referrer-policy retry-after sec-ch-ua sec-ch-ua-mobile sec-ch-ua-platform " +
    "sec-fetch-dest sec-fetch-mode sec-fetch-site sec-fetch-user sec-websocket-key sec-websocket-version server set-cookie " +
    "strict-transport-security te traceparent tracestate trailer transfer-encoding true-client-ip upgrade " +
    "upgrade-insecure-requests user-agent vary via www-authenticate x-api-key x-amzn-trace-id x-client-ip x-content-type-options " +
    "x-correlation-id x-csrf-token x-forwarded-for x-forwarded-host x-forwarded-port x-forwarded-proto x-frame-options " +
    "x-powered-by x-real-ip x-request-id x-requested-with x-xsrf-token"
  ).split(" "),
);

/** Those that say who or what is at the other end; beside one of them any other is enough. */
const telling: ReadonlySet<string> = new Set(
  (
    "authorization cf-connecting-ip cookie forwarded host proxy-authorization referer set-cookie user-agent x-api-key " +
    "x-forwarded-for x-real-ip"
  ).split(" "),
);
/** Those that a stored file has too. */
const ofFiles = /^(?:content-|accept-ranges$|age$|cache-control$|etag$|expires$|last-modified$)/;
/** `host`, `server` and `connection` are ordinary words; these are none. */
const unmistakable = /-|^(?:authorization|cookie|referer|traceparent)$/;

/** Whether names, in small letters, are headers of a request or a response, rather than what a file or a machine has. */
export function areHeaders(names: readonly string[]): boolean {
  const known = [...new Set(names)].filter((name) => headerNames.has(name));
  if (known.length < 2 || !known.some((name) => unmistakable.test(name))) return false;
  if (known.some((name) => telling.has(name))) return true;
  return known.length >= 3 && known.filter((name) => !ofFiles.test(name)).length >= 2;
}
