import { html, type CSSResultGroup, type PropertyDeclarations } from "lit";
import type { Json } from "@scoria/core";
import type { RunView } from "../../wire/index.ts";
import { define } from "../base/define.ts";
import { ScoriaElement } from "../base/scoria-element.ts";
import { visibleText, visibleTextStyles } from "../parts/visible-text.ts";
import { texts } from "../texts/texts.ts";
import { cardStyles } from "../theme/card-styles.ts";
import { foundationStyles } from "../theme/foundation-styles.ts";
import { laneSections } from "./lane-sections.ts";
import "../parts/json-tree.ts";

/** What a lane's own element is given. */
export interface LanePart extends HTMLElement {
  run: RunView;
  projection: Json;
}

/** What one lane says of a run: by the lane's own element where there is one, else as JSON. */
export class LaneSection extends ScoriaElement {
  static override readonly properties: PropertyDeclarations = {
    lane: { attribute: false },
    run: { attribute: false },
    projection: { attribute: false },
  };

  static override readonly styles: CSSResultGroup = [foundationStyles, cardStyles, visibleTextStyles];

  declare lane: string;
  declare run: RunView;
  declare projection: Json;

  #part: LanePart | undefined;
  #loaded: string | undefined;

  protected override willUpdate(): void {
    if (this.lane === this.#loaded) return;
    this.#loaded = this.lane;
    this.#part = undefined;
    void this.#load(this.lane);
  }

  protected override render(): unknown {
    if (this.#part !== undefined) {
      Object.assign(this.#part, { run: this.run, projection: this.projection });
      return this.#part;
    }
    return html`<section class="card" aria-labelledby="lane">
      <div class="card-head"><h2 id="lane">${visibleText(texts.run.lane(this.lane))}</h2></div>
      <div class="card-body">
        ${
          isEmpty(this.projection)
            ? html`<p class="soft">${texts.run.laneNothing}</p>`
            : html`<scoria-json .value=${this.projection} .label=${texts.run.lane(this.lane)}></scoria-json>`
        }
      </div>
    </section>`;
  }

  async #load(lane: string): Promise<void> {
    const entry = Object.hasOwn(laneSections, lane) ? laneSections[lane] : undefined;
    if (entry === undefined) return;
    try {
      await entry.load();
    } catch {
      // What cannot be drawn by the lane's own element is shown as JSON.
      return;
    }
    if (lane !== this.lane) return;
    this.#part = document.createElement(entry.tag) as LanePart;
    this.requestUpdate();
  }
}

function isEmpty(projection: Json): boolean {
  return projection === null || (typeof projection === "object" && Object.keys(projection).length === 0);
}

define("scoria-lane-section", LaneSection);
