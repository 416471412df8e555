import { css, html, type CSSResult, type TemplateResult } from "lit";
import { texts } from "../texts/texts.ts";

/**
 * What cannot be seen or reorders what can: controls, format characters such as bidi and zero-width ones, all that a font may
 * ignore, lone surrogates. Line ends and tabs are no surprise.
 */
const unseen = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

/** The same, or an emoji that Unicode lists: what joins its parts cannot be seen either, and belongs there. */
const emojiOrUnseen = new RegExp(`(?<emoji>\\p{RGI_Emoji})|${unseen.source}`, "gv");

/** A text of unknown origin that cannot be mistaken for another: isolated from what is around it, with nothing hidden in it. */
export function visibleText(text: string): TemplateResult {
  return html`<bdi>${spelledOut(text)}</bdi>`;
}

function spelledOut(text: string): readonly unknown[] {
  if (!unseen.test(text)) return [text];
  const parts: unknown[] = [];
  let end = 0;
  for (const match of text.matchAll(emojiOrUnseen)) {
    if (match.groups?.["emoji"] !== undefined) continue;
    if (match.index > end) parts.push(text.slice(end, match.index));
    parts.push(codePoint(match[0]));
    end = match.index + match[0].length;
  }
  parts.push(text.slice(end));
  return parts;
}

function codePoint(character: string): TemplateResult {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  const name = texts.codePoints[code as keyof typeof texts.codePoints];
  return html`<span class="code-point" title=${name ?? texts.invisibleCharacter}>U+${code}</span>`;
}

/** For whoever uses `visibleText` in its own shadow root. */
export const visibleTextStyles: CSSResult = css`
  .code-point {
    display: inline-block;
    padding: 0 3px;
    margin-inline: 1px;
    border: 1px solid currentColor;
    border-radius: 3px;
    color: var(--_warn);
    background: var(--_warn-ground);
    font-family: var(--_mono);
    font-size: 0.85em;
    line-height: 1.25;
    white-space: nowrap;
  }
`;
