import type { Json } from "@scoria/core";
import { html, nothing, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from "lit";
import { define } from "../../base/define.ts";
import { Resource } from "../../base/resource.ts";
import { ScoriaElement } from "../../base/scoria-element.ts";
import { renderLiveness } from "../../parts/liveness-mark.ts";
import { renderResource } from "../../parts/render-resource.ts";
import { visibleText, visibleTextStyles } from "../../parts/visible-text.ts";
import { texts } from "../../texts/texts.ts";
import { cardStyles } from "../../theme/card-styles.ts";
import { controlStyles } from "../../theme/control-styles.ts";
import { foundationStyles } from "../../theme/foundation-styles.ts";
import { laneCardStyles } from "./lane-styles.ts";
import "../../parts/json-tree.ts";

const text = texts.lane;

/** One thing that a lane shows, read again as long as it is looked at. What it takes to narrow it, the lane knows. */
export class LaneRead extends ScoriaElement {
  static override readonly properties: PropertyDeclarations = {
    lane: { type: String },
    name: { type: String },
    query: { state: true },
  };

  static override readonly styles: CSSResultGroup = [
    foundationStyles,
    controlStyles,
    cardStyles,
    visibleTextStyles,
    laneCardStyles,
  ];

  declare lane: string;
  declare name: string;
  declare protected query: string;

  readonly #answer: Resource<Json> = new Resource<Json>(this, {
    key: () => `readLane ${this.lane} ${this.name} ${this.query}`,
    read: (signal) => {
      const query = Object.fromEntries(new URLSearchParams(this.query));
      return this.mount.client.call("readLane", { params: { lane: this.lane, name: this.name }, query, signal });
    },
    pollMs: 5_000,
    keepsOutdated: true,
  });

  constructor() {
    super();
    this.query = "";
  }

  /** Reads it now: for after an action of its lane. */
  refresh(): Promise<void> {
    return this.#answer.refresh();
  }

  protected override render(): TemplateResult {
    const take = (event: Event): void => {
      event.preventDefault();
      this.query = this.renderRoot.querySelector("input")?.value.trim() ?? "";
      void this.refresh();
    };
    return html`<section class="card" aria-labelledby="name">
      <div class="card-head">
        <h2 id="name">${visibleText(this.name)}</h2>
        ${renderLiveness(this.#answer.state, nothing)}
      </div>
      <div class="card-body">
        ${renderResource(this.#answer, {
          ready: (answer) =>
            html`<scoria-json .levels=${4} .value=${answer} .label=${text.resultOf(this.name)}></scoria-json>`,
        })}
        <form @submit=${take}>
          <div class="line">
            <input
              type="text"
              spellcheck="false"
              aria-label=${text.queryOf(this.name)}
              placeholder="${text.query}: ${text.queryHint}"
            />
            <button type="submit">${text.read}</button>
          </div>
        </form>
      </div>
    </section>`;
  }
}

define("scoria-lane-read", LaneRead);
