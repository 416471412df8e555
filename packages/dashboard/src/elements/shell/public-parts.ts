import { define } from "../base/define.ts";
import { html, type PropertyDeclarations, type TemplateResult } from "lit";
import { mountOf, type Connection, type Mount } from "../base/mount.ts";
import { MountingElement } from "../base/mounting-element.ts";
import { PageOutlet } from "../base/page-outlet.ts";
import type { PageParams } from "../base/page.ts";
import { PartRouter } from "../base/part-router.ts";
import { pageNamed, type PageEntry } from "../pages/page-table.ts";
import { publicElements } from "../public/public-elements.ts";
import { texts } from "../texts/texts.ts";

/** Registers the pages that can stand alone in a page of the host, each under its own tag. */
export function definePublicParts(): void {
  for (const [tag, { page, attributes }] of Object.entries(publicElements)) {
    if (page !== undefined) define(tag, partOf(pageNamed(page), attributes));
  }
}

function partOf(entry: PageEntry, attributes: Readonly<Record<string, string>>): CustomElementConstructor {
  return class extends PartElement {
    static override readonly properties: PropertyDeclarations = Object.fromEntries(
      Object.entries(attributes).map(([attribute, property]) => [property, { attribute }]),
    );

    protected override readonly entry: PageEntry = entry;
  };
}

abstract class PartElement extends MountingElement {
  protected abstract readonly entry: PageEntry;
  readonly #outlet: PageOutlet = new PageOutlet(this);

  protected override makeMount(connection: Connection): Mount {
    return mountOf(connection, new PartRouter(connection.base, this, this.entry.path), false);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const { router, shortcuts } = this.mount;
    this.untilDisconnected(shortcuts.listen(this));
    if (!(router instanceof PartRouter)) return;
    this.addEventListener("click", router.onClick);
    this.untilDisconnected(() => this.removeEventListener("click", router.onClick));
  }

  protected override renderKnown(): TemplateResult {
    const needs = this.entry.needs ?? "read";
    return html`${
        this.may(needs)
          ? this.#outlet.render(this.entry, this.#params, this.mount.operator.view)
          : html`<scoria-state kind="forbidden" .detail=${texts.states.permission(needs)}></scoria-state>`
      } <scoria-notices></scoria-notices>`;
  }

  get #params(): PageParams {
    const given: Record<string, string> = {};
    for (const name of this.entry.path.match(/(?<=:)\w+/g) ?? []) {
      given[name] = (this as unknown as Readonly<Record<string, string | undefined>>)[name] ?? "";
    }
    return given;
  }
}
