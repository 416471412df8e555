import type { PropertyDeclarations } from "lit";
import { ScoriaElement } from "./scoria-element.ts";

/** The names in a page's path. */
export type PageParams = Readonly<Record<string, string>>;

/** What the dashboard shows below one path, and a host may show alone. */
export abstract class Page extends ScoriaElement {
  static override readonly properties: PropertyDeclarations = { params: { attribute: false } };

  declare params: PageParams;
  /** Told when it could not draw what it has; then it draws nothing. */
  onFault: (() => void) | undefined;

  constructor() {
    super();
    this.params = {};
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // What narrows a page stands in the address.
    this.untilDisconnected(this.mount.router.subscribe(() => this.requestUpdate()));
  }

  protected override performUpdate(): void {
    try {
      super.performUpdate();
    } catch (error) {
      // Who comes back must not be shown the same again before it is read anew.
      this.mount.answers.clear();
      this.onFault?.();
      // Whoever collects the errors of the host's pages has it too.
      throw error;
    }
  }

  /** A part in a page of the host narrows itself where it is: there the address is the host's. */
  protected narrowInPart(event: MouseEvent, to: string): void {
    if (this.mount.isWhole || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.mount.router.go(to);
  }
}
