import { define } from "../base/define.ts";
import { html, type PropertyDeclarations, type TemplateResult } from "lit";
import { mountOf, type Connection, type Mount } from "../base/mount.ts";
import { MountingElement } from "../base/mounting-element.ts";
import { PageOutlet } from "../base/page-outlet.ts";
import type { PageParams } from "../base/page.ts";
import { PartRouter } from "../base/part-router.ts";
import { pageNamed, type PageEntry } from "../pages/page-table.ts";
import { texts } from "../texts/texts.ts";

/** One page that a host may put into its own page under a name of its own. */
export interface PublicPart {
  readonly tag: string;
  readonly page: string;
  /** Which attribute says which name in the page's path. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** What can stand alone in a page of the host. */
export const publicParts: readonly PublicPart[] = [
  { tag: "scoria-run", page: "run", attributes: { "run-id": "runId" } },
  { tag: "scoria-run-list", page: "runs", attributes: {} },
  { tag: "scoria-evidence", page: "evidence", attributes: { "run-id": "runId" } },
  { tag: "scoria-approvals", page: "approvals", attributes: {} },
  { tag: "scoria-approval", page: "approval", attributes: { "approval-id": "approvalId" } },
  { tag: "scoria-sessions", page: "sessions", attributes: {} },
  { tag: "scoria-queues", page: "queues", attributes: {} },
  { tag: "scoria-nodes", page: "nodes", attributes: {} },
];

export function definePublicParts(): void {
  for (const part of publicParts) define(part.tag, elementOf(part));
}

function elementOf({ page, attributes }: PublicPart): CustomElementConstructor {
  const entry = pageNamed(page);
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
          ? this.#outlet.render(this.entry, this.#params)
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
