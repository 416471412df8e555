import { css, html, nothing, type CSSResultGroup, type PropertyDeclarations } from "lit";
import { define } from "../base/define.ts";
import { ScoriaElement } from "../base/scoria-element.ts";
import { keyCaps, keyCapStyles } from "../parts/key-caps.ts";
import { texts } from "../texts/texts.ts";
import { controlStyles } from "../theme/control-styles.ts";
import { foundationStyles } from "../theme/foundation-styles.ts";
import { commandsFor, type Command } from "./commands.ts";
import { dialogStyles } from "./dialog-styles.ts";

/** Goes anywhere and does anything by a few letters: a field, and the list of what fits them. */
export class CommandPalette extends ScoriaElement {
  static override readonly properties: PropertyDeclarations = {
    typed: { state: true },
    at: { state: true },
  };

  static override readonly styles: CSSResultGroup = [
    foundationStyles,
    controlStyles,
    keyCapStyles,
    dialogStyles,
    css`
      input[type="text"] {
        flex: none;
        width: 100%;
        height: 48px;
        padding: 0 16px;
        border: 0;
        border-block-end: 1px solid var(--_line);
        border-radius: 0;
        background: none;
        font-size: var(--_text-large);
        outline: none;
      }
      ul {
        padding: 6px;
        overflow-y: auto;
      }
      li {
        display: flex;
        align-items: center;
        gap: 12px;
        min-height: 34px;
        padding: 0 10px;
        border-radius: var(--_radius);
        cursor: pointer;
      }
      li[aria-selected="true"] {
        background: var(--_accent-ground);
      }
      li .group {
        flex: none;
        width: 8ch;
        color: var(--_ink-faint);
        font-size: var(--_text-small);
      }
      li .keys {
        margin-inline-start: auto;
      }
      .none {
        padding: 20px 16px;
        color: var(--_ink-soft);
      }
      @media (forced-colors: active) {
        input[type="text"] {
          outline: 2px solid Highlight;
          outline-offset: -4px;
        }
        li[aria-selected="true"] {
          outline: 2px solid Highlight;
        }
      }
    `,
  ];

  declare protected typed: string;
  declare protected at: number;

  constructor() {
    super();
    this.typed = "";
    this.at = 0;
  }

  protected override firstUpdated(): void {
    this.#dialog?.showModal();
  }

  protected override updated(): void {
    this.renderRoot.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector("dialog");
  }

  protected override render(): unknown {
    const commands = commandsFor(this.mount, this.typed);
    const at = Math.min(this.at, commands.length - 1);
    return html`<dialog aria-label=${texts.palette.title} @close=${() => this.remove()} @click=${this.#onClick}>
      <input
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck="false"
        autofocus
        aria-label=${texts.palette.title}
        aria-expanded="true"
        aria-controls="commands"
        aria-activedescendant=${at >= 0 ? `command-${at}` : nothing}
        placeholder=${texts.palette.hint}
        @input=${this.#onInput}
        @keydown=${(event: KeyboardEvent) => this.#onKey(event, commands, at)}
      />
      ${commands.length === 0 ? html`<p class="none" role="status">${texts.palette.none}</p>` : nothing}
      <ul id="commands" role="listbox" aria-label=${texts.palette.title} ?hidden=${commands.length === 0}>
        ${commands.map(
          (command, place) =>
            html`<li
              id="command-${place}"
              role="option"
              aria-selected=${place === at}
              @click=${() => this.#do(command)}
              @pointermove=${() => (this.at = place)}
            >
              <span class="group">${command.group}</span> ${command.text}
              ${command.keys === undefined ? nothing : html`<span class="keys">${keyCaps(command.keys)}</span>`}
            </li>`,
        )}
      </ul>
    </dialog>`;
  }

  readonly #onInput = (event: Event): void => {
    this.typed = (event.target as HTMLInputElement).value;
    this.at = 0;
  };

  #onKey(event: KeyboardEvent, commands: readonly Command[], at: number): void {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      this.at = (at + step + commands.length) % Math.max(1, commands.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      const command = commands[at];
      if (command !== undefined) this.#do(command);
    }
  }

  /** Closed first, so that what the command opens is above the page and takes the focus. */
  #do(command: Command): void {
    this.#dialog?.close();
    command.run();
  }

  readonly #onClick = (event: Event): void => {
    if (event.target === this.#dialog) this.#dialog?.close();
  };
}

define("scoria-command-palette", CommandPalette);
