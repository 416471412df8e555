import { invalidInput } from "../errors.ts";
import type { AnswerHeaders } from "../http/answers.ts";

const origin = /^https?:\/\/[a-z0-9.-]+(?::\d{1,5})?$/;

/**
 * What the dashboard's page may do: run and show what this server serves, talk to it, and nothing else. No inline script or
 * style, no foreign host, and no frame around it unless the host names who may.
 *
 * @throws INVALID_INPUT for a frame ancestor that is neither 'self' nor an origin
 */
export function contentPolicy(frameAncestors: readonly string[]): AnswerHeaders {
  frameAncestors.forEach((ancestor, at) => {
    if (ancestor !== "'self'" && !origin.test(ancestor)) {
      throw invalidInput(
        `frameAncestors[${at}]`,
        "must be 'self' in its quotes, or an origin such as https://ops.example.com",
      );
    }
  });
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${frameAncestors.length === 0 ? "'none'" : frameAncestors.join(" ")}`,
    "require-trusted-types-for 'script'",
    "trusted-types lit-html",
  ].join("; ");
  return {
    "content-security-policy": policy,
    ...(frameAncestors.length === 0 ? { "x-frame-options": "DENY" } : {}),
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
  };
}
