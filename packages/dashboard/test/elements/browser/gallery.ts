import { css, html, type CSSResultGroup } from "lit";
import type { Json } from "@scoria/core";
import { define } from "../../../src/elements/base/define.ts";
import { mountOf, type Connection, type Mount } from "../../../src/elements/base/mount.ts";
import { MountingElement } from "../../../src/elements/base/mounting-element.ts";
import { PartRouter } from "../../../src/elements/base/part-router.ts";
import { Page } from "../../../src/elements/base/page.ts";
import { Resource } from "../../../src/elements/base/resource.ts";
import { askToConfirm } from "../../../src/elements/parts/confirm-dialog.ts";
import { notify } from "../../../src/elements/parts/notify.ts";
import { renderResource } from "../../../src/elements/parts/render-resource.ts";
import { controlStyles } from "../../../src/elements/theme/control-styles.ts";
import { foundationStyles } from "../../../src/elements/theme/foundation-styles.ts";
import "../../../src/elements/parts/id-mark.ts";
import "../../../src/elements/parts/json-tree.ts";
import "../../../src/elements/parts/markdown-block.ts";
import "../../../src/elements/parts/page-header.ts";
import "../../../src/elements/parts/status-mark.ts";
import "../../../src/elements/parts/text-block.ts";
import "../../../src/elements/parts/time-mark.ts";

/** What a model may write, with all that must not come through. */
const markdown = `# A *title*

Some **bold** text & an <img src=x onerror="alert(1)"> tag, a [link home](/scoria/workflows), a [link away](https://evil.example/x?q=1),
a [script](javascript:alert(1)) and ![a picture](https://evil.example/pixel.png).

- one
- two

<script>alert(2)</script>

| a | b |
| - | - |
| 1 | 2 |
`;

/** Parts beside each other, fed by what a lane answers. */
class GalleryPage extends Page {
  static override readonly styles: CSSResultGroup = [
    foundationStyles,
    controlStyles,
    css`
      :host {
        display: grid;
        gap: 16px;
        padding: 24px;
      }
    `,
  ];

  readonly #answer: Resource<Json> = new Resource<Json>(this, {
    key: () => "gallery",
    read: (signal) => this.mount.client.call("readLane", { params: { lane: "gallery", name: "values" }, signal }),
  });

  protected override render(): unknown {
    return html`<scoria-page-header heading="Gallery"></scoria-page-header>
      ${renderResource(this.#answer, {
        ready: (value) => html`<scoria-json .value=${value} label="values"></scoria-json>`,
      })}
      <scoria-text id="text" .text=${"pay\u202E001 lamron\u202C to b\u200Bo 👩\u200D🚀"}></scoria-text>
      <scoria-markdown .text=${markdown}></scoria-markdown>
      <p><scoria-status status="failed"></scoria-status> <scoria-status status="running" pill></scoria-status></p>
      <scoria-time stops .at=${"2026-01-02T03:04:05.678Z"}></scoria-time>
      <scoria-id .value=${"0199c0de-0000-7000-8000-00000000002a"} label="run id"></scoria-id>
      <button type="button" @click=${this.#ask}>Do it</button>`;
  }

  readonly #ask = async (): Promise<void> => {
    const confirmed = await askToConfirm(this, {
      heading: "Do it?",
      consequence: "It cannot be taken back.",
      action: "Do it now",
      reason: "required",
    });
    notify(this, confirmed === undefined ? "Left alone" : `Done: ${confirmed.reason ?? ""}`);
  };
}

class Gallery extends MountingElement {
  protected override makeMount(connection: Connection): Mount {
    return mountOf(connection, new PartRouter(connection.base, this, "/"), false);
  }

  protected override renderKnown(): unknown {
    return html`<scoria-gallery-page></scoria-gallery-page><scoria-notices></scoria-notices>`;
  }
}

define("scoria-gallery-page", GalleryPage);
define("scoria-gallery", Gallery);
