/** A number as its author wrote it, for one that a JavaScript number would change: `12345678901234567890`, `1.10`. */
export interface ExactNumber {
  readonly rawJSON: string;
}

interface ExactJson {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context?: { readonly source?: string }) => unknown,
  ): unknown;
  readonly rawJSON?: (source: string) => ExactNumber;
  readonly isRawJSON?: (value: unknown) => boolean;
}

// TypeScript's own types do not know the proposal yet; browsers have it since 2023 (Chromium) and 2025 (Firefox, Safari).
const json: ExactJson = JSON as ExactJson;

/**
 * Reads JSON and keeps each number that would not be written again as it was. `JSON.stringify` writes such a number exactly.
 * A browser without source text access reads them as `JSON.parse` does.
 */
export function parseExactly(text: string): unknown {
  const { rawJSON } = json;
  if (rawJSON === undefined) return JSON.parse(text);
  return json.parse(text, (_, value, context) => {
    const source = context?.source;
    return typeof value === "number" && source !== undefined && source !== String(value) ? rawJSON(source) : value;
  });
}

export function isExactNumber(value: unknown): value is ExactNumber {
  return json.isRawJSON?.(value) ?? false;
}
