import { withoutCodeBlocks } from "./code-block.ts";

/** A link or an image of a markdown text. */
export interface Link {
  readonly target: string;
  readonly line: number;
}

const INLINE = /\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g;
const REFERENCE = /^\s{0,3}\[[^\]]+\]:\s*<?([^\s>]+)>?/g;
const HTML = /\b(?:href|src)="([^"]+)"/g;

/** Every link of a markdown text that stays on this site, code left out. */
export function relativeLinksOf(markdown: string): readonly Link[] {
  return withoutCodeBlocks(markdown)
    .split("\n")
    .flatMap((line, index) => {
      const prose = line.replace(/(`+)[^`].*?\1/g, "");
      const targets = [INLINE, REFERENCE, HTML].flatMap((form) =>
        [...prose.matchAll(form)].map(([, target = ""]) => target),
      );
      return targets.map((target) => ({ target, line: index + 1 }));
    })
    .filter(({ target }) => !/^([a-z][a-z0-9+.-]*:|\/\/)/i.test(target));
}

/** The anchors that a markdown text offers: its headings as GitHub names them, and explicit ids. */
export function anchorsOf(markdown: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  const prose = withoutCodeBlocks(markdown);
  for (const [, heading = ""] of prose.matchAll(/^\s{0,3}#{1,6}\s+(.+?)\s*#*$/gm)) {
    const slug = slugOf(heading);
    let anchor = slug;
    for (let copy = 1; anchors.has(anchor); copy += 1) anchor = `${slug}-${copy}`;
    anchors.add(anchor);
  }
  for (const [, id = ""] of prose.matchAll(/<[a-z][^>]*\s(?:id|name)="([^"]+)"/gi)) anchors.add(id);
  return anchors;
}

function slugOf(heading: string): string {
  return heading
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/<[^>]+>/g, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "")
    .replaceAll(" ", "-");
}
