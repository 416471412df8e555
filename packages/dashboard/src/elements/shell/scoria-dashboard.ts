import { html, nothing, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from "lit";
import { define } from "../base/define.ts";
import { mountOf, type Connection, type Mount } from "../base/mount.ts";
import { MountingElement } from "../base/mounting-element.ts";
import type { Page } from "../base/page.ts";
import { PageOutlet } from "../base/page-outlet.ts";
import { PageRouter } from "../base/page-router.ts";
import { isApple } from "../base/platform.ts";
import { preferences } from "../base/preferences.ts";
import type { Shortcut } from "../base/shortcuts.ts";
import { pageAt } from "../pages/page-table.ts";
import { icon } from "../parts/icons.ts";
import { texts } from "../texts/texts.ts";
import { controlStyles } from "../theme/control-styles.ts";
import { beginAt, returnTo } from "./arrive-at.ts";
import { dashboardStyles } from "./dashboard-styles.ts";
import { isCurrent, navigationOf } from "./navigation.ts";
import { openCommandPalette, openShortcutHelp } from "./open-dialogs.ts";
import { takePage } from "./own-page.ts";

/**
 * The whole dashboard, with its routes in the address of the page.
 *
 * @example
 * ```html
 * <script type="module" src="/scoria/assets/scoria-dashboard.js"></script>
 * <scoria-dashboard base="/scoria"></scoria-dashboard>
 * ```
 */
export class ScoriaDashboard extends MountingElement {
  static override readonly properties: PropertyDeclarations = {
    theme: { reflect: true },
    density: { reflect: true },
  };

  static override readonly styles: CSSResultGroup = [MountingElement.styles, controlStyles, dashboardStyles];

  /** As the person chose it, for the styles: `system`, `light` or `dark`. */
  declare protected theme: string;
  declare protected density: string;

  readonly #outlet: PageOutlet = new PageOutlet(this);
  #shownPath: string | undefined;
  #shownPage: Page | undefined;
  #releasePage: (() => void) | undefined;

  protected override makeMount(connection: Connection): Mount {
    return mountOf(connection, new PageRouter(connection.base), true);
  }

  override connectedCallback(): void {
    this.#takePreferences();
    super.connectedCallback();
    const { router, shortcuts } = this.mount;
    this.untilDisconnected(preferences.subscribe(() => this.#takePreferences()));
    this.untilDisconnected(shortcuts.listen(this));
    this.untilDisconnected(shortcuts.listenAround({ isOwnPage: router instanceof PageRouter && router.inPath }));
    this.untilDisconnected(router.subscribe(() => this.requestUpdate()));
    if (!(router instanceof PageRouter)) return;
    router.connect();
    this.addEventListener("click", router.onClick);
    this.untilDisconnected(() => router.disconnect());
    this.untilDisconnected(() => this.removeEventListener("click", router.onClick));
    if (router.inPath) this.#releasePage = takePage();
    this.untilDisconnected(() => this.#releasePage?.());
  }

  protected override shortcuts(): readonly Shortcut[] {
    const general = (keys: string, text: string, run: () => void): Shortcut => ({ keys, text, run, group: "general" });
    const { operator, router } = this.mount;
    const pages = (operator.view === undefined ? [] : navigationOf(operator.view)).flatMap(({ entries }) =>
      entries.flatMap(({ keys, text, to }): readonly Shortcut[] =>
        keys === undefined ? [] : [{ keys, text, group: "go", run: () => router.go(to), inPalette: false }],
      ),
    );
    return [
      general("?", texts.shortcuts.help, () => openShortcutHelp(this)),
      { ...general("mod+k", texts.shortcuts.palette, () => openCommandPalette(this)), inPalette: false },
      general("t", texts.shortcuts.theme, () => preferences.next("theme")),
      general("d", texts.shortcuts.density, () => preferences.next("density")),
      general("z", texts.shortcuts.zone, () => preferences.next("zone")),
      general("a", texts.shortcuts.times, () => preferences.next("times")),
      ...pages,
    ];
  }

  protected override renderKnown(): TemplateResult {
    const { path } = this.mount.router.place;
    return html`<a class="skip" href="#main" @click=${this.#skip}>${texts.shell.skip}</a>
      <div class="frame">
        <aside>${this.#renderNavigation(path)}</aside>
        <div class="column">
          ${this.#renderBar()}
          <main id="main" tabindex="-1">${this.#renderPage(path)}</main>
        </div>
      </div>
      <dialog class="drawer" aria-label=${texts.shell.navigation} @click=${this.#closeDrawer}>
        ${this.#renderNavigation(path)}
      </dialog>
      <scoria-notices></scoria-notices>`;
  }

  #renderNavigation(path: string): unknown {
    const { view } = this.mount.operator;
    if (view === undefined) return nothing;
    return html`<div class="brand">${brandMark} Scoria</div>
      <nav aria-label=${texts.shell.navigation}>
        ${navigationOf(view).map(
          ({ heading, entries }) =>
            html`<h2>${heading}</h2>
              <ul>
                ${entries.map(
                  (entry) =>
                    html`<li>
                      <a href=${this.href(entry.to)} aria-current=${isCurrent(entry, path) ? "page" : nothing}>
                        ${icon(entry.icon)} ${entry.text}
                      </a>
                    </li>`,
                )}
              </ul>`,
        )}
      </nav>
      <div class="who">
        <strong>${view.actorId}</strong>
        <span class="faint">${texts.shell.tenants(view.tenants)}</span>
      </div>`;
  }

  #renderBar(): TemplateResult {
    const [theme, density] = [preferences.get("theme"), preferences.get("density")];
    return html`<div class="bar">
      <button
        class="bare square menu"
        type="button"
        aria-label=${texts.shell.openNavigation}
        @click=${this.#openDrawer}
      >
        ${icon("menu")}
      </button>
      <button class="jump" type="button" @click=${() => openCommandPalette(this)}>
        ${icon("search")} ${texts.shell.jump} <kbd>${texts.shell.jumpKeys[isApple ? "mac" : "other"]}</kbd>
      </button>
      <button class="bare only-wide" type="button" @click=${() => preferences.next("zone")}>
        ${icon("clock")} ${texts.shell.zone[preferences.get("zone")]}
      </button>
      <button
        class="bare square only-wide"
        type="button"
        aria-label=${texts.shell.density[density]}
        title=${texts.shell.density[density]}
        @click=${() => preferences.next("density")}
      >
        ${icon(density)}
      </button>
      <button
        class="bare square"
        type="button"
        aria-label=${texts.shell.theme[theme]}
        title=${texts.shell.theme[theme]}
        @click=${() => preferences.next("theme")}
      >
        ${icon(theme)}
      </button>
      <button
        class="bare square"
        type="button"
        aria-label=${texts.shortcuts.help}
        title=${texts.shortcuts.help}
        @click=${() => openShortcutHelp(this)}
      >
        ${icon("keyboard")}
      </button>
    </div>`;
  }

  #renderPage(path: string): unknown {
    const found = pageAt(path);
    if (found === undefined) {
      return html`<scoria-state kind="absent" .heading=${texts.states.noPage} .detail=${texts.states.noPageDetail}>
        <a class="button" href=${this.href("/")}>${texts.states.toHome}</a>
      </scoria-state>`;
    }
    const { entry, params } = found;
    const needs = entry.needs ?? "read";
    if (!this.may(needs)) {
      return html`<scoria-state kind="forbidden" .detail=${texts.states.permission(needs)}></scoria-state>`;
    }
    return this.#outlet.render(entry, params, this.mount.operator.view);
  }

  protected override updated(): void {
    const { router } = this.mount;
    const { path } = router.place;
    const page = this.#outlet.page;
    // Who goes back before the next page is loaded has the same path, and a new page all the same.
    if (page === undefined || (path === this.#shownPath && page === this.#shownPage)) return;
    const isFirst = this.#shownPath === undefined;
    this.#shownPath = path;
    this.#shownPage = page;
    if (this.#releasePage !== undefined) document.title = texts.shell.pageTitle(pageAt(path)?.entry.title);
    if (isFirst) return;
    const spot = router instanceof PageRouter ? router.spot : undefined;
    void (spot === undefined ? beginAt(page) : returnTo(page, spot));
  }

  #takePreferences(): void {
    this.theme = preferences.get("theme");
    this.density = preferences.get("density");
    this.requestUpdate();
  }

  readonly #skip = (event: Event): void => {
    event.preventDefault();
    event.stopPropagation();
    this.renderRoot.querySelector<HTMLElement>("main")?.focus();
  };

  get #drawer(): HTMLDialogElement | null {
    return this.renderRoot.querySelector("dialog.drawer");
  }

  readonly #openDrawer = (): void => {
    this.#drawer?.showModal();
  };

  /** A link was followed, or the page beside was clicked. */
  readonly #closeDrawer = (event: Event): void => {
    const target = event.target as Element;
    if (target === this.#drawer || target.closest("a") !== null) this.#drawer?.close();
  };
}

const brandMark: TemplateResult = html`<svg
  viewBox="0 0 20 20"
  width="20"
  height="20"
  fill="currentColor"
  aria-hidden="true"
>
  <path d="M10 1.5 18 6v8l-8 4.5L2 14V6z" opacity=".22" />
  <path d="m10 5 4.8 2.7v4.6L10 15l-4.8-2.7V7.7zm0 2.3L7.200 8.900v2.200L10 12.700l2.800-1.600V8.900z" />
</svg>`;

define("scoria-dashboard", ScoriaDashboard);
