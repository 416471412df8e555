import { css, html, nothing, type CSSResultGroup, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { LaneListView, LaneView } from "../../../wire/index.ts";
import { define } from "../../base/define.ts";
import { Page } from "../../base/page.ts";
import { Resource } from "../../base/resource.ts";
import { renderResource } from "../../parts/render-resource.ts";
import { texts } from "../../texts/texts.ts";
import { foundationStyles } from "../../theme/foundation-styles.ts";
import type { LaneRead } from "./lane-read.ts";
import "../../parts/page-header.ts";
import "./lane-action.ts";
import "./lane-read.ts";

const text = texts.lane;

/** What a lane shows to operators and lets them do. */
export class LanePage extends Page {
  static override readonly styles: CSSResultGroup = [
    foundationStyles,
    css`
      .parts {
        display: grid;
        gap: calc(var(--_gap) * 1.5);
        align-items: start;
      }
      .parts.both {
        grid-template-columns: minmax(0, 1fr) minmax(260px, 380px);
      }
      .column {
        display: grid;
        gap: var(--_gap);
      }
      .title {
        font-size: var(--_text);
        font-weight: 600;
      }
      @container (max-width: 640px) {
        .parts.both {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  readonly #lanes: Resource<LaneListView> = new Resource<LaneListView>(this, {
    key: () => "listLanes",
    read: (signal) => this.mount.client.call("listLanes", { signal }),
  });

  get #name(): string {
    return this.params["lane"] ?? "";
  }

  protected override render(): TemplateResult {
    return html`<scoria-page-header .heading=${this.#name}></scoria-page-header>
      ${renderResource(this.#lanes, { ready: ({ lanes }) => this.#renderLane(lanes) })}`;
  }

  #renderLane(lanes: readonly LaneView[]): TemplateResult {
    const lane = lanes.find((one) => one.lane === this.#name);
    if (lane === undefined) {
      return html`<scoria-state kind="absent" .detail=${text.absent(this.#name)}></scoria-state>`;
    }
    const { reads, actions } = lane;
    return html`<div
      class="parts ${actions.length === 0 || reads.length === 0 ? "" : "both"}"
      @scoria-lane-acted=${this.#readAgain}
    >
      ${
        reads.length === 0
          ? nothing
          : html`<div class="column">
              <p class="title">${text.reads}</p>
              ${repeat(
                reads,
                (name) => `${lane.lane} ${name}`,
                (name) => html`<scoria-lane-read .lane=${lane.lane} .name=${name}></scoria-lane-read>`,
              )}
            </div>`
      }
      ${
        actions.length === 0
          ? nothing
          : html`<div class="column">
              <p class="title">${text.actions}</p>
              ${repeat(
                actions,
                (name) => `${lane.lane} ${name}`,
                (name) => html`<scoria-lane-action .lane=${lane.lane} .name=${name}></scoria-lane-action>`,
              )}
            </div>`
      }
    </div>`;
  }

  /** What an action changed shows in the reads. */
  readonly #readAgain = (): void => {
    for (const read of this.renderRoot.querySelectorAll<LaneRead>("scoria-lane-read")) void read.refresh();
  };
}

define("scoria-lane-page", LanePage);
