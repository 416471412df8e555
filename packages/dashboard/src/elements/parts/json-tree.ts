import { html, nothing, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from "lit";
import { cssProperties } from "../base/css-properties.ts";
import { copyText } from "../base/copy-text.ts";
import { define } from "../base/define.ts";
import { ScoriaElement } from "../base/scoria-element.ts";
import { texts } from "../texts/texts.ts";
import { controlStyles } from "../theme/control-styles.ts";
import { foundationStyles } from "../theme/foundation-styles.ts";
import { icon } from "./icons.ts";
import { countOf, isBranch, itemsAtOnce, parentOf, visibleNodes, type JsonNode, type JsonRest } from "./json-nodes.ts";
import { jsonTreeStyles } from "./json-tree-styles.ts";
import { jsonLeaf } from "./json-leaf.ts";
import { notify } from "./notify.ts";
import { visibleText, visibleTextStyles } from "./visible-text.ts";

/** What has more items than this is closed at first. */
const openUpTo = 30;

/**
 * JSON as a tree: numbers as they were written, redactions as chips, nothing invisible. The arrow keys walk and fold it, `c`
 * copies a value and `p` its path. It can be shown as text as well.
 */
export class JsonTree extends ScoriaElement {
  static override readonly properties: PropertyDeclarations = {
    value: { attribute: false },
    label: { type: String },
    opened: { type: Boolean },
    levels: { type: Number },
    isRaw: { state: true },
    current: { state: true },
  };

  static override readonly styles: CSSResultGroup = [
    foundationStyles,
    controlStyles,
    jsonTreeStyles,
    visibleTextStyles,
  ];

  declare value: unknown;
  /** What it is: `input of refund`. */
  declare label: string;
  /** Whether all levels are open at first, for what has to be seen as a whole. Default: false. */
  declare opened: boolean;
  /** So many levels are open at first, but for what has many items. Default: 2. */
  declare levels: number;
  declare protected isRaw: boolean;
  declare protected current: string;

  /** What was opened or closed by hand, how many items are shown where, and which long texts are shown whole. */
  readonly #opened = new Map<string, boolean>();
  readonly #shown = new Map<string, number>();
  readonly #whole = new Set<string>();

  constructor() {
    super();
    this.levels = 2;
    this.isRaw = false;
    this.current = "$";
  }

  protected override render(): unknown {
    return html`<div class="tools">
        <button class="bare" type="button" aria-pressed=${this.isRaw} @click=${() => (this.isRaw = !this.isRaw)}>
          ${texts.json.raw}
        </button>
        <button
          class="bare"
          type="button"
          @click=${(event: Event) => this.#copy(event, this.#text(this.value), this.label)}
        >
          ${texts.json.copyAll}
        </button>
      </div>
      ${this.isRaw ? html`<pre tabindex="0" aria-label=${this.label}>${visibleText(this.#text(this.value))}</pre>` : this.#renderTree()}`;
  }

  #renderTree(): TemplateResult {
    const nodes = this.#nodes();
    const current = nodes.some((node) => pathOf(node) === this.current) ? this.current : "$";
    return html`<div class="tree" part="tree" role="tree" aria-label=${this.label} @keydown=${this.#onKey}>
      ${nodes.map((node) => {
        const tab = pathOf(node) === current ? 0 : -1;
        return "restOf" in node ? this.#renderRest(node, tab) : this.#renderNode(node, tab);
      })}
    </div>`;
  }

  #renderNode(node: JsonNode, tab: number): TemplateResult {
    const { path, level, name, value } = node;
    const branch = isBranch(value) && countOf(value) > 0;
    return html`<div
      class="line"
      role="treeitem"
      tabindex=${tab}
      data-path=${path}
      aria-level=${level}
      aria-posinset=${node.place}
      aria-setsize=${node.siblings}
      aria-expanded=${branch ? String(this.#isOpen(node)) : nothing}
      ${cssProperties({ "margin-inline-start": `${(level - 1) * 16}px` })}
      @click=${() => (branch ? this.#toggle(node) : this.#focusOn(path))}
    >
      ${branch ? html`<span class="turn">${icon("chevron")}</span>` : html`<span class="turn"></span>`}
      ${name === undefined ? nothing : html`<span class="name">${visibleText(String(name))}:</span>`}
      <span class="value"
        >${
          isBranch(value)
            ? html`<span class="count"
                >${Array.isArray(value) ? texts.json.items(countOf(value)) : texts.json.fields(countOf(value))}</span
              >`
            : jsonLeaf(value, this.#whole.has(path), () => this.#showWhole(path))
        }</span
      >
      <span class="copies">
        <button class="bare" type="button" tabindex="-1" @click=${(event: Event) => this.#copyPath(event, node)}>
          ${texts.json.path}
        </button>
        <button class="bare" type="button" tabindex="-1" @click=${(event: Event) => this.#copyValue(event, node)}>
          ${texts.json.value}
        </button>
      </span>
    </div>`;
  }

  #renderRest(rest: JsonRest, tab: number): TemplateResult {
    return html`<div
      class="line"
      role="treeitem"
      tabindex=${tab}
      data-path=${pathOf(rest)}
      aria-level=${rest.level}
      ${cssProperties({ "margin-inline-start": `${(rest.level - 1) * 16}px` })}
      @click=${() => this.#showMore(rest)}
    >
      <span class="turn"></span><span class="chip">${texts.json.more(rest.count)}</span>
    </div>`;
  }

  #nodes(): readonly (JsonNode | JsonRest)[] {
    return visibleNodes(this.value, {
      isOpen: (node) => this.#isOpen(node),
      shownOf: (path) => this.#shown.get(path) ?? itemsAtOnce,
    });
  }

  #isOpen({ path, level, value }: JsonNode): boolean {
    return (
      this.#opened.get(path) ??
      (this.opened || level === 1 || (level <= this.levels && isBranch(value) && countOf(value) <= openUpTo))
    );
  }

  #toggle(node: JsonNode): void {
    this.#opened.set(node.path, !this.#isOpen(node));
    this.#focusOn(node.path);
  }

  #showMore({ restOf }: JsonRest): void {
    this.#shown.set(restOf, (this.#shown.get(restOf) ?? itemsAtOnce) + itemsAtOnce);
    this.requestUpdate();
  }

  #showWhole(path: string): void {
    this.#whole.add(path);
    this.requestUpdate();
  }

  #focusOn(path: string): void {
    this.current = path;
    this.requestUpdate();
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>(`[data-path="${CSS.escape(path)}"]`)?.focus(),
    );
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const nodes = this.#nodes();
    const place = Math.max(
      0,
      nodes.findIndex((node) => pathOf(node) === this.current),
    );
    const node = nodes[place];
    if (node === undefined || !this.#press(event, nodes, place, node)) return;
    event.preventDefault();
    event.stopPropagation();
  };

  #press(
    event: KeyboardEvent,
    nodes: readonly (JsonNode | JsonRest)[],
    place: number,
    node: JsonNode | JsonRest,
  ): boolean {
    const goTo = (to: number | undefined): boolean => {
      const target = to === undefined ? undefined : nodes[to];
      if (target !== undefined) this.#focusOn(pathOf(target));
      return true;
    };
    const branch = "path" in node && isBranch(node.value) ? node : undefined;
    switch (event.key) {
      case "ArrowDown":
        return goTo(place + 1);
      case "ArrowUp":
        return goTo(place - 1);
      case "Home":
        return goTo(0);
      case "End":
        return goTo(nodes.length - 1);
      case "ArrowRight":
        if (branch !== undefined && !this.#isOpen(branch)) this.#toggle(branch);
        else if (branch !== undefined) return goTo(place + 1);
        return true;
      case "ArrowLeft":
        if (branch !== undefined && this.#isOpen(branch)) this.#toggle(branch);
        else return goTo(parentOf(nodes, place));
        return true;
      case "Enter":
      case " ":
        if (branch !== undefined) this.#toggle(branch);
        else if ("restOf" in node) this.#showMore(node);
        else this.#showWhole(node.path);
        return true;
      case "c":
        if ("path" in node) this.#copyValue(event, node);
        return true;
      case "p":
        if ("path" in node) this.#copyPath(event, node);
        return true;
      default:
        return false;
    }
  }

  #copyPath(event: Event, { path }: JsonNode): void {
    this.#copy(event, path, texts.json.path);
  }

  #copyValue(event: Event, { value }: JsonNode): void {
    this.#copy(event, typeof value === "string" ? value : this.#text(value), texts.json.value);
  }

  #copy(event: Event, text: string, what: string): void {
    event.stopPropagation();
    void copyText(text, (event.composedPath()[0] as Element | undefined) ?? this).then((isThere) =>
      notify(this, isThere ? texts.copy.done(what) : texts.copy.failed, { tone: isThere ? "quiet" : "bad" }),
    );
  }

  #text(value: unknown): string {
    return JSON.stringify(value, null, 2) ?? "";
  }
}

function pathOf(node: JsonNode | JsonRest): string {
  return "restOf" in node ? `${node.restOf} …` : node.path;
}

define("scoria-json", JsonTree);
