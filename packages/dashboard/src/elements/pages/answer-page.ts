import { html, type CSSResultGroup } from "lit";
import { Page } from "../base/page.ts";
import { Resource } from "../base/resource.ts";
import type { Crumb } from "../parts/page-header.ts";
import { livenessOf } from "../parts/liveness-mark.ts";
import { renderResource } from "../parts/render-resource.ts";
import { foundationStyles } from "../theme/foundation-styles.ts";
import "../parts/json-tree.ts";
import "../parts/page-header.ts";

/** A page that shows what the API answers, as JSON. */
export abstract class AnswerPage extends Page {
  static override readonly styles: CSSResultGroup = [foundationStyles];

  readonly #answer: Resource<unknown> = new Resource<unknown>(this, {
    key: () => `${this.localName} ${JSON.stringify(this.params)}`,
    read: (signal) => this.read(signal),
    pollMs: 5_000,
  });

  protected abstract readonly heading: string;
  protected readonly crumbs: readonly Crumb[] | undefined = undefined;
  protected abstract read(signal: AbortSignal): Promise<unknown>;

  protected override render(): unknown {
    const liveness = livenessOf(this.#answer.state);
    return html`<scoria-page-header .heading=${this.heading} .crumbs=${this.crumbs}>
        ${
          liveness === undefined
            ? ""
            : html`<scoria-liveness slot="actions" .kind=${liveness.kind} .since=${liveness.since}></scoria-liveness>`
        }
      </scoria-page-header>
      ${renderResource(this.#answer, {
        ready: (answer) => html`<scoria-json .value=${answer} .label=${this.heading}></scoria-json>`,
      })}`;
  }
}
