import { html, nothing, type TemplateResult } from "lit";
import { lexer, type Token, type Tokens } from "marked";
import { texts } from "../texts/texts.ts";
import { visibleText } from "./visible-text.ts";

/** Markdown as templates. What this list of tokens does not know, HTML among it, is shown as the text that it is. */
export function formatMarkdown(text: string): unknown {
  return lexer(text, { gfm: true }).map(format);
}

const inside = (token: Token): unknown =>
  "tokens" in token && token.tokens ? token.tokens.map(format) : asText(token);
const asText = (token: Token): unknown => visibleText("text" in token ? token.text : token.raw);

function format(token: Token): unknown {
  switch (token.type) {
    case "space":
    case "def":
      return nothing;
    case "br":
      return html`<br />`;
    case "hr":
      return html`<hr />`;
    case "heading":
      return html`<p class="heading">${inside(token)}</p>`;
    case "paragraph":
      return html`<p>${inside(token)}</p>`;
    case "text":
    case "escape":
      return inside(token);
    case "strong":
      return html`<strong>${inside(token)}</strong>`;
    case "em":
      return html`<em>${inside(token)}</em>`;
    case "del":
      return html`<del>${inside(token)}</del>`;
    case "codespan":
      return html`<code>${asText(token)}</code>`;
    case "code":
      return html`<pre tabindex="0"><code>${asText(token)}</code></pre>`;
    case "blockquote":
      return html`<blockquote>${inside(token)}</blockquote>`;
    case "list":
      return formatList(token as Tokens.List);
    case "table":
      return formatTable(token as Tokens.Table);
    case "link":
      return formatLink(token as Tokens.Link);
    case "image":
      return html`<span class="address">[${texts.markdown.image}: ${asText(token)}]</span>`;
    default:
      return visibleText(token.raw);
  }
}

function formatList({ ordered, start, items }: Tokens.List): TemplateResult {
  const lines = items.map(
    (item) => html`<li>${item.task ? (item.checked ? "☑ " : "☐ ") : nothing}${item.tokens.map(format)}</li>`,
  );
  return ordered
    ? html`<ol start=${start === "" ? 1 : start}>
        ${lines}
      </ol>`
    : html`<ul>
        ${lines}
      </ul>`;
}

function formatTable({ header, rows }: Tokens.Table): TemplateResult {
  return html`<table>
    <thead>
      <tr>
        ${header.map((cell) => html`<th scope="col">${cell.tokens.map(format)}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          html`<tr>
            ${row.map((cell) => html`<td>${cell.tokens.map(format)}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** A link that stays on this origin is one; of any other the address can be read, and that is all. */
function formatLink(token: Tokens.Link): TemplateResult {
  const address = URL.canParse(token.href, location.href) ? new URL(token.href, location.href) : undefined;
  if (address?.origin === location.origin && /^https?:$/.test(address.protocol)) {
    return html`<a href=${address.href}>${inside(token)}</a>`;
  }
  return token.text === token.href
    ? html`<span>${asText(token)}</span>`
    : html`<span>${inside(token)} <span class="address">(${visibleText(token.href)})</span></span>`;
}
