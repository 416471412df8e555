import fc from "fast-check";

const textOf = (alphabet: string, length: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...Array.from(alphabet)), { minLength: length, maxLength: length }).map((of) => of.join(""));
const hex = (length: number): fc.Arbitrary<string> => textOf("0123456789abcdef", length);

/** A word that stands in one call and nowhere else: a plain one, or a secret of a known shape. */
export const canary: fc.Arbitrary<string> = fc.oneof(
  hex(12).map((text) => `canary-${text}`),
  textOf("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16).map((text) => `AKIA${text}`),
  hex(36).map((text) => `ghp_${text}`),
  hex(40).map((text) => `sk-ant-api03-${text}`),
  hex(24).map((text) => `Bearer ${text}`),
  hex(12).map((text) => `postgres://user:${text}@db.internal/app`),
  hex(30).map((text) => `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI3In0.${text}`),
);
