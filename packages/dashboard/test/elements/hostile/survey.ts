/** A view of the dashboard, and texts that must be readable in it. */
export interface ViewToSee {
  /** Below the base. */
  readonly path: string;
  readonly texts: readonly string[];
  /** The button to press before it is read, by how its name begins. */
  readonly press?: string;
}

/** What was found wrong in one view. */
export interface ViewFaults {
  readonly path: string;
  readonly faults: readonly string[];
}

/**
 * Walks through views of the dashboard in its page, as links would, and says what is wrong in each: a text that cannot be read,
 * a character that cannot be seen, and what a text may have become that is no text. It is run in the browser as it stands here,
 * so that hundreds of views take no more than their own time.
 */
export async function surveyViews({
  base,
  views,
}: {
  readonly base: string;
  readonly views: readonly ViewToSee[];
}): Promise<readonly ViewFaults[]> {
  const waitsAtMostMs = 15_000;
  const unseen = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
  const elementsOfTexts =
    "script, iframe, frame, object, embed, img, image, video, audio, base, meta, link, math, noscript, template, " +
    "foreignObject, animate, set, marquee, [src], [srcset], [srcdoc], [action], [formaction], [popovertarget]";

  const root = document.querySelector("scoria-dashboard")?.shadowRoot;
  if (!root) throw new Error("There is no dashboard in this page.");

  const nodesOf = (top: Node): readonly Node[] => {
    const nodes: Node[] = [];
    const add = (parent: Node): void => {
      for (let node = parent.firstChild; node !== null; node = node.nextSibling) {
        nodes.push(node);
        if (node instanceof Element && node.shadowRoot !== null) add(node.shadowRoot);
        add(node);
      }
    };
    add(top);
    return nodes;
  };

  const isRead = (node: Node): node is Text => node instanceof Text && node.parentElement?.localName !== "style";

  const readText = (nodes: readonly Node[]): string =>
    nodes
      .filter(isRead)
      .map(({ data }) => data)
      .join("");

  const isLoading = (nodes: readonly Node[]): boolean =>
    nodes.some(
      (node) =>
        node instanceof Element && node.localName === "scoria-state" && "kind" in node && node.kind === "loading",
    );

  const faultOf = (node: Node): string | undefined => {
    if (!(node instanceof Element)) return undefined;
    if (node.matches(elementsOfTexts)) return `a text became an element: ${node.outerHTML.slice(0, 120)}`;
    if (node.getAttributeNames().some((name) => name.startsWith("on"))) return "a text became an event";
    if (node.getAttribute("title")?.match(unseen)) return `a title holds what cannot be seen: ${node.outerHTML}`;
    if (!(node instanceof HTMLAnchorElement) || node.href === "") return undefined;
    return new URL(node.href).origin === location.origin ? undefined : `a text became a link: ${node.href}`;
  };

  const hiddenIn = (node: Node): string | undefined =>
    isRead(node) && node.data.match(unseen) !== null
      ? `cannot be seen in <${node.parentElement?.localName ?? "a root"}>: ${shown(node.data)}`
      : undefined;

  const shown = (text: string): string =>
    text
      .replaceAll(unseen, (one) => `U+${(one.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`)
      .replaceAll(/\s+/g, " ")
      .trim();

  const until = async (isSo: () => boolean): Promise<void> => {
    const end = performance.now() + waitsAtMostMs;
    do await new Promise((resolve) => setTimeout(resolve, 20));
    while (!isSo() && performance.now() < end);
  };

  const press = async (name: string): Promise<void> => {
    const button = (): HTMLElement | undefined =>
      nodesOf(root).find(
        (node): node is HTMLButtonElement =>
          node instanceof HTMLButtonElement && !node.disabled && node.textContent.trim().startsWith(name),
      );
    await until(() => button() !== undefined);
    button()?.click();
  };

  const found: ViewFaults[] = [];
  for (const { path, texts, press: name } of views) {
    history.pushState(null, "", base + path);
    dispatchEvent(new PopStateEvent("popstate"));
    if (name !== undefined) await press(name);
    // Long texts are folded.
    const wanted = texts.map((text) => shown(text).slice(0, 80));
    const missing = (nodes: readonly Node[]): readonly string[] => {
      const text = readText(nodes).replaceAll(/\s+/g, " ");
      return wanted.filter((one) => !text.includes(one));
    };
    await until(() => {
      const nodes = nodesOf(root);
      return !isLoading(nodes) && missing(nodes).length === 0;
    });
    const nodes = nodesOf(root);
    const faults = [
      ...nodes.map(faultOf).filter((fault) => fault !== undefined),
      ...missing(nodes).map((text) => `not to be read: ${text}`),
      ...nodes.map(hiddenIn).filter((fault) => fault !== undefined),
      ...(isLoading(nodes) ? ["still loads"] : []),
    ];
    if (faults.length > 0) found.push({ path, faults });
  }
  return found;
}
