import { isScoriaError } from "@scoria/core";
import { dashboardError } from "../errors.ts";
import { apiVersion } from "../wire/paths.ts";
import type { Refusal } from "../wire/values.ts";
import { statusOfError } from "./status-of-error.ts";

/** What every answer says, whatever it is. */
const always: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "scoria-api-version": String(apiVersion),
};

/** Nothing that a browser could take for a page may do anything. */
const inert = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox";

export interface AnswerHeaders extends Readonly<Record<string, string>> {}

/** An answer of the API as headers: of JSON, of a stream. */
export function dataHeaders(contentType: string, more: AnswerHeaders = {}): Record<string, string> {
  return {
    ...always,
    "content-security-policy": inert,
    "x-frame-options": "DENY",
    "content-type": contentType,
    ...more,
  };
}

/** An answer that a browser shows or runs. */
export function pageHeaders(contentType: string, policy: AnswerHeaders): Record<string, string> {
  return { ...always, "cross-origin-opener-policy": "same-origin", "content-type": contentType, ...policy };
}

export function jsonAnswer(value: unknown, status = 200, headers: AnswerHeaders = {}): Response {
  return new Response(JSON.stringify(value), {
    status,
    headers: dataHeaders("application/json; charset=utf-8", headers),
  });
}

/** What a refusal tells: of an error that is none of Scoria's, nothing. */
export function refusalOf(error: unknown): { readonly status: number; readonly refusal: Refusal } {
  const known = isScoriaError(error) ? error : dashboardError("INTERNAL");
  const { code, message, details } = known.toJSON();
  const hasDetails = Object.keys(details).length > 0;
  return {
    status: statusOfError(code, known.retryable),
    refusal: { error: { code, message, ...(hasDetails ? { details } : {}) } },
  };
}

export function errorAnswer(error: unknown, headers: AnswerHeaders = {}): Response {
  const { status, refusal } = refusalOf(error);
  return jsonAnswer(refusal, status, headers);
}

/** The same without its body, as HEAD is answered. */
export function withoutBody(answer: Response): Response {
  void answer.body?.cancel();
  return new Response(null, { status: answer.status, headers: answer.headers });
}
