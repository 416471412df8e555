import { css, html, type CSSResultGroup } from "lit";
import { define } from "../base/define.ts";
import { preferences } from "../base/preferences.ts";
import { ScoriaElement } from "../base/scoria-element.ts";
import type { Shortcut } from "../base/shortcuts.ts";
import { keyCaps, keyCapStyles } from "../parts/key-caps.ts";
import { texts } from "../texts/texts.ts";
import { controlStyles } from "../theme/control-styles.ts";
import { foundationStyles } from "../theme/foundation-styles.ts";
import { dialogStyles } from "./dialog-styles.ts";

/** The keys that do something on the page behind it, and the switch that turns those off that are a letter alone. */
export class ShortcutHelp extends ScoriaElement {
  static override readonly styles: CSSResultGroup = [
    foundationStyles,
    controlStyles,
    keyCapStyles,
    dialogStyles,
    css`
      .head {
        display: flex;
        align-items: center;
        justify-content: space-between;
        padding: 12px 12px 12px 20px;
        border-block-end: 1px solid var(--_line);
      }
      h2 {
        font-size: var(--_text-large);
        font-weight: 600;
      }
      h3 {
        padding-block: 12px 4px;
        color: var(--_ink-faint);
        font-size: var(--_text-small);
        font-weight: 500;
      }
      .body {
        padding: 0 20px 12px;
        overflow-y: auto;
      }
      li {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 16px;
        min-height: 30px;
      }
      .foot {
        display: flex;
        align-items: center;
        gap: 8px;
        padding: 12px 20px;
        border-block-start: 1px solid var(--_line);
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.untilDisconnected(preferences.subscribe(() => this.requestUpdate()));
  }

  protected override firstUpdated(): void {
    this.#dialog?.showModal();
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector("dialog");
  }

  protected override render(): unknown {
    const groups = Map.groupBy(this.mount.shortcuts.all, ({ group }) => group);
    const order = ["go", "list", "page", "general"] as const;
    return html`<dialog aria-labelledby="title" @close=${() => this.remove()} @click=${this.#onClick}>
      <div class="head">
        <h2 id="title">${texts.shortcuts.title}</h2>
        <button class="bare" type="button" autofocus @click=${() => this.#dialog?.close()}>
          ${texts.shortcuts.close}
        </button>
      </div>
      <div class="body" role="group" aria-labelledby="title" tabindex="0">
        ${order.map((group) => renderGroup(texts.shortcuts.groups[group], groups.get(group) ?? []))}
      </div>
      <div class="foot">
        <input
          id="letters"
          type="checkbox"
          .checked=${preferences.get("shortcuts") === "on"}
          @change=${() => preferences.next("shortcuts")}
        />
        <label for="letters">${texts.shortcuts.letters}</label>
      </div>
    </dialog>`;
  }

  readonly #onClick = (event: Event): void => {
    if (event.target === this.#dialog) this.#dialog?.close();
  };
}

function renderGroup(heading: string, shortcuts: readonly Shortcut[]): unknown {
  if (shortcuts.length === 0) return "";
  return html`<h3>${heading}</h3>
    <ul>
      ${shortcuts.map(({ keys, text }) => html`<li>${text} ${keyCaps(keys)}</li>`)}
    </ul>`;
}

define("scoria-shortcut-help", ShortcutHelp);
