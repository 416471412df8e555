import { html, type CSSResultGroup, type PropertyDeclarations } from "lit";
import {
  connectionOf,
  defaultBase,
  mountAround,
  provideMount,
  useConnection,
  type Connection,
  type Mount,
} from "./mount.ts";
import { ScoriaElement } from "./scoria-element.ts";
import { tokens } from "../theme/tokens.ts";
import { texts } from "../texts/texts.ts";
import { foundationStyles } from "../theme/foundation-styles.ts";
import type { Notices } from "../parts/notices.ts";
import type { Notice } from "../parts/notify.ts";
import "../parts/notices.ts";
import "../parts/state-message.ts";

/**
 * What a host puts into its page: the whole dashboard or one part. It brings the theme, knows the base, asks who is looking,
 * and gives all of that to what is inside.
 */
export abstract class MountingElement extends ScoriaElement {
  static override readonly properties: PropertyDeclarations = { base: { type: String, reflect: true } };

  static override readonly styles: CSSResultGroup = [tokens, foundationStyles];

  /** Where the dashboard is mounted. Default: that of the part around it, else `/scoria`. */
  declare base: string | undefined;

  constructor() {
    super();
    provideMount(this, () => this.mount);
    this.addEventListener("scoria-notice", (event) => {
      event.stopPropagation();
      this.renderRoot.querySelector<Notices>("scoria-notices")?.add((event as CustomEvent<Notice>).detail);
    });
  }

  protected abstract makeMount(connection: Connection): Mount;

  protected override findMount(): Mount {
    const around = this.base === undefined ? mountAround(this) : undefined;
    return around ?? this.makeMount(connectionOf(this.base ?? defaultBase));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const { operator } = this.mount;
    this.untilDisconnected(useConnection(this.mount));
    this.untilDisconnected(operator.subscribe(() => this.requestUpdate()));
    document.addEventListener("visibilitychange", this.#onVisibility);
    this.untilDisconnected(() => document.removeEventListener("visibilitychange", this.#onVisibility));
    void operator.load();
  }

  /** Whoever comes back to the page may have signed in or out meanwhile, in another tab. */
  readonly #onVisibility = (): void => {
    if (!document.hidden) void this.mount.operator.check();
  };

  /** What is shown once it is known who is looking; with `<scoria-notices>` in it. */
  protected abstract renderKnown(): unknown;

  protected override render(): unknown {
    const { operator } = this.mount;
    if (operator.view !== undefined) return this.renderKnown();
    if (operator.error === undefined) return html`<scoria-state kind="loading"></scoria-state>`;
    const { status, message } = operator.error;
    const kind = status === 401 || status === 403 ? "forbidden" : "failed";
    return html`<scoria-state
      .kind=${kind}
      .heading=${kind === "forbidden" ? texts.states.notSignedIn : texts.states.failed}
      .detail=${message}
      .onRetry=${() => void operator.load()}
    ></scoria-state>`;
  }
}
