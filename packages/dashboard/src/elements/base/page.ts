import { css, type CSSResultGroup, type CSSResultOrNative, type PropertyDeclarations } from "lit";
import { withQuery } from "./router.ts";
import { ScoriaElement } from "./scoria-element.ts";

/** The names in a page's path. */
export type PageParams = Readonly<Record<string, string>>;

/** A page goes by the room that it has, and not by the window: a host may show it in a column. */
const roomStyles = css`
  :host {
    container-type: inline-size;
    /* Where the room goes by what is in it, as in a row of a host. */
    contain-intrinsic-inline-size: 320px;
  }
`;

/** What the dashboard shows below one path, and a host may show alone. */
export abstract class Page extends ScoriaElement {
  static override readonly properties: PropertyDeclarations = { params: { attribute: false } };

  static override finalizeStyles(styles?: CSSResultGroup): CSSResultOrNative[] {
    return [roomStyles, ...super.finalizeStyles(styles)];
  }

  declare params: PageParams;
  /** Told when it could not draw what it has; then it draws nothing. */
  onFault: (() => void) | undefined;
  #about: string | undefined;

  constructor() {
    super();
    this.params = {};
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // What narrows a page stands in the address.
    this.untilDisconnected(this.mount.router.subscribe(() => this.requestUpdate()));
  }

  protected override update(changed: Map<PropertyKey, unknown>): void {
    const { path, query } = this.mount.router.place;
    const about = JSON.stringify([this.params, withQuery(path, query)]);
    // A question is about what was shown when it was asked: one approval, or the rows of a list as it was narrowed then.
    if (about !== this.#about) for (const asked of this.renderRoot.querySelectorAll("scoria-confirm")) asked.remove();
    this.#about = about;
    super.update(changed);
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
