import type { PropertyDeclarations } from "lit";
import { ScoriaElement } from "./scoria-element.ts";

/** The names in a page's path. */
export type PageParams = Readonly<Record<string, string>>;

/** What the dashboard shows below one path, and a host may show alone. */
export abstract class Page extends ScoriaElement {
  static override readonly properties: PropertyDeclarations = { params: { attribute: false } };

  declare params: PageParams;

  constructor() {
    super();
    this.params = {};
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // What narrows a page stands in the address.
    this.untilDisconnected(this.mount.router.subscribe(() => this.requestUpdate()));
  }

  /** A part in a page of the host narrows itself where it is: there the address is the host's. */
  protected narrowInPart(event: MouseEvent, to: string): void {
    if (this.mount.isWhole || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.mount.router.go(to);
  }
}
