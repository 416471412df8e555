import { LitElement } from "lit";
import type { Permission } from "../../wire/index.ts";
import { keepingPlace } from "./focus.ts";
import { mountAround, type Mount } from "./mount.ts";
import type { Shortcut } from "./shortcuts.ts";

/** What is inside of a dashboard or of a part that stands alone: it takes base, client and routes from there. */
export abstract class ScoriaElement extends LitElement {
  #mount: Mount | undefined;
  readonly #leaving: (() => void)[] = [];

  /** What is around it; from when it is connected. */
  get mount(): Mount {
    if (this.#mount === undefined) {
      throw new Error(
        `<${this.localName}> stands outside of <scoria-dashboard> and of all its parts. Put it inside of one.`,
      );
    }
    return this.#mount;
  }

  /** Whether the operator may. What they may not is left out, or says why. */
  may(permission: Permission): boolean {
    return this.mount.operator.may(permission);
  }

  /** The address of a path below the base, for a link. */
  href(to: string): string {
    return this.mount.router.href(to);
  }

  override connectedCallback(): void {
    this.#mount = this.findMount();
    super.connectedCallback();
    this.untilDisconnected(this.mount.shortcuts.add(() => this.shortcuts()));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const leave of this.#leaving.splice(0)) leave();
  }

  protected override update(changed: Map<PropertyKey, unknown>): void {
    keepingPlace(this.renderRoot as ShadowRoot, () => super.update(changed));
  }

  protected findMount(): Mount | undefined {
    return mountAround(this);
  }

  /** Keys that do something while this element is in the page; asked for when one is pressed. Default: none. */
  protected shortcuts(): readonly Shortcut[] {
    return [];
  }

  /** What to undo when it leaves the page, such as what a `subscribe` returned. */
  protected untilDisconnected(undo: () => void): void {
    this.#leaving.push(undo);
  }
}
