import { css, html, type CSSResult, type TemplateResult } from "lit";
import { visibleText } from "./visible-text.ts";

/** A few lines of code to be copied by hand; the Tab key comes by, so that what is too wide can be scrolled to. */
export function codeSample(code: string, label: string): TemplateResult {
  return html`<pre
    class="code-sample"
    role="region"
    tabindex="0"
    aria-label=${label}
  ><code>${visibleText(code)}</code></pre>`;
}

/** For whoever uses `codeSample` in its own shadow root. */
export const codeSampleStyles: CSSResult = css`
  .code-sample {
    max-width: 100%;
    margin: 4px 0 0;
    padding: 10px 14px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_sunken);
    color: var(--_ink);
    text-align: start;
    overflow-x: auto;
  }
`;
