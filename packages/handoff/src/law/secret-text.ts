import { secretRedactor } from "@scoria/core";
import { withoutExpressions } from "./code-expression.ts";
import { withoutPlaceholders } from "./placeholder.ts";

const redactor = secretRedactor();
// Without one of these no text holds a secret of a known shape; most texts have none. Words have no dashes and digits.
const sign = /[:=@%\\]|--|\d{4}|\b(?:bearer|basic)\b/i;
const otherMark = /\[redacted:(?!secret-field\])/;
const longRun = /[\w+/.-]{14}/;

/** Keys that the core's redactor does not know; each begins with what its issuer promises to begin it with. */
const moreShapes = new RegExp(
  [
    "dop_v1_[0-9a-f]{40,}", // DigitalOcean
    "shp(?:at|ca|pa|ss)_[0-9a-fA-F]{24,}", // Shopify
    "pypi-[A-Za-z0-9_-]{32,}",
    "dckr_(?:pat|oat)_[\\w-]{20,}", // Docker Hub
    "hv[sb]\\.[\\w-]{20,}", // HashiCorp Vault
    "glsa_\\w{30,}", // Grafana
    "lin_(?:api|oauth)_\\w{30,}", // Linear
    "ntn_\\w{30,}", // Notion
    "fig[dou]_[\\w-]{30,}", // Figma
    "sntry[su]_[\\w+/=-]{30,}", // Sentry
    "sbp_[0-9a-f]{30,}", // Supabase
    "gsk_\\w{30,}", // Groq
    "xai-\\w{30,}",
    "pplx-[0-9a-f]{30,}", // Perplexity
    "r8_\\w{30,}", // Replicate
    "rubygems_[0-9a-f]{30,}",
    "PMAK-[0-9a-f]{20,}-[0-9a-f]{20,}", // Postman
    "ATATT3[\\w=-]{30,}", // Atlassian
    "NRAK-[A-Z0-9]{20,}", // New Relic
    "dapi[0-9a-f]{32}", // Databricks
    "tfp_\\w{30,}|pat[A-Za-z0-9]{14}\\.[0-9a-f]{40,}", // Typeform, Airtable
    "AGE-SECRET-KEY-1[A-Z0-9]{40,}",
    "\\d{8,10}:AA[\\w-]{32,}", // Telegram
    "https://discord(?:app)?\\.com/api/webhooks/\\d{10,}/[\\w-]{30,}",
  ]
    .map((shape) => `(?<![A-Za-z0-9])(?:${shape})`)
    .join("|"),
);

/** Whether a secret of a known shape stands in a text, also escaped or in base64; what only stands in for one does not count, nor where one is read. */
export function holdsSecret(text: string): boolean {
  if (!sign.test(text) && !(/[\d_-]/.test(text) && longRun.test(text))) return false;
  if (moreShapes.test(text)) return true;
  const first = redactor.text(text);
  if (first === text) return false;
  const written = withoutPlaceholders(text);
  const redacted = written === text ? first : redactor.text(written);
  if (redacted === written) return false;
  // Only of what stands beside a key can it be that a program reads it there.
  if (otherMark.test(redacted)) return true;
  const values = withoutExpressions(written);
  return values === written || redactor.text(values) !== values;
}
