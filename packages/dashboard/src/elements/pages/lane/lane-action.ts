import type { Json } from "@scoria/core";
import { html, nothing, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from "lit";
import { define } from "../../base/define.ts";
import { parseExactly } from "../../base/exact-json.ts";
import { asWireError } from "../../base/resource-state.ts";
import { ScoriaElement } from "../../base/scoria-element.ts";
import { askToConfirm } from "../../parts/confirm-dialog.ts";
import { notify } from "../../parts/notify.ts";
import { visibleText, visibleTextStyles } from "../../parts/visible-text.ts";
import { texts } from "../../texts/texts.ts";
import { cardStyles } from "../../theme/card-styles.ts";
import { controlStyles } from "../../theme/control-styles.ts";
import { foundationStyles } from "../../theme/foundation-styles.ts";
import { laneCardStyles } from "./lane-styles.ts";
import "../../parts/json-tree.ts";

const text = texts.lane;

/** Something that a lane does when it is sent JSON. It is asked once more, and what was answered stays to be read. */
export class LaneAction extends ScoriaElement {
  static override readonly properties: PropertyDeclarations = {
    lane: { type: String },
    name: { type: String },
    isActing: { state: true },
    answer: { state: true },
    refusal: { state: true },
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
  declare protected isActing: boolean;
  declare protected answer: { readonly value: Json } | undefined;
  declare protected refusal: string | undefined;

  constructor() {
    super();
    this.isActing = false;
  }

  protected override render(): TemplateResult {
    return html`<section class="card" aria-labelledby="name">
      <div class="card-head"><h2 id="name">${visibleText(this.name)}</h2></div>
      <div class="card-body">
        <form @submit=${this.#submit}>
          <label for="body">${text.body}</label>
          <textarea
            id="body"
            class="mono"
            rows="2"
            spellcheck="false"
            .defaultValue=${"{}"}
            @input=${this.#check}
          ></textarea>
          <button type="submit" class="act danger" ?disabled=${this.isActing}>
            ${this.isActing ? text.acting : visibleText(text.act(this.name))}
          </button>
        </form>
        ${
          this.refusal === undefined
            ? nothing
            : html`<p class="refused" role="alert"><strong>${text.refused}:</strong> ${this.refusal}</p>`
        }
        ${
          this.answer === undefined
            ? nothing
            : html`<scoria-json .value=${this.answer.value} .label=${text.resultOf(this.name)}></scoria-json>`
        }
      </div>
    </section>`;
  }

  readonly #check = (event: Event): void => {
    const area = event.target as HTMLTextAreaElement;
    try {
      parseExactly(area.value);
      area.setCustomValidity("");
    } catch (error) {
      area.setCustomValidity(text.notJson(error instanceof Error ? error.message : String(error)));
    }
  };

  readonly #submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const body = parseExactly(this.renderRoot.querySelector("textarea")?.value ?? "{}") as Json;
    const { lane, name } = this;
    const confirmed = await askToConfirm(this, {
      heading: text.question(lane, name),
      consequence: html`<p>${text.consequence}</p>
        <div class="exactly">
          <scoria-json .value=${body} .label=${text.bodyOf(name)}></scoria-json>
        </div>`,
      action: name,
      tone: "danger",
      reason: "none",
    });
    if (confirmed !== undefined) await this.#act(body);
  };

  async #act(body: Json): Promise<void> {
    this.isActing = true;
    this.refusal = undefined;
    this.answer = undefined;
    try {
      const { lane, name } = this;
      this.answer = { value: await this.mount.client.call("actOnLane", { params: { lane, name }, body }) };
      this.mount.answers.clear();
      notify(this, text.done(name));
      this.dispatchEvent(new Event("scoria-lane-acted", { bubbles: true }));
    } catch (error) {
      this.refusal = asWireError(error).message;
    } finally {
      this.isActing = false;
    }
  }
}

define("scoria-lane-action", LaneAction);
