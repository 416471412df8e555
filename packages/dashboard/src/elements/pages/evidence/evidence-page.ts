import { html, type CSSResultGroup, type TemplateResult } from "lit";
import type { RunView } from "../../../wire/index.ts";
import { define } from "../../base/define.ts";
import { LiveRun } from "../../base/live-run.ts";
import { Page } from "../../base/page.ts";
import { renderResource } from "../../parts/render-resource.ts";
import { texts } from "../../texts/texts.ts";
import { cardStyles } from "../../theme/card-styles.ts";
import { controlStyles } from "../../theme/control-styles.ts";
import { foundationStyles } from "../../theme/foundation-styles.ts";
import type { EntrySelect } from "../run/step-detail.ts";
import { Journal } from "./journal.ts";
import { renderJournal, selectedEntry } from "./render-journal.ts";
import "../../parts/liveness-mark.ts";
import "../../parts/page-header.ts";
import "../../parts/status-mark.ts";

/** A run's journal alone, for a page of the host. */
export class EvidencePage extends Page {
  static override readonly styles: CSSResultGroup = [foundationStyles, controlStyles, cardStyles];

  readonly #journal: Journal = new Journal(this);
  readonly #live: LiveRun = new LiveRun(
    this,
    () => this.params["runId"] ?? "",
    (entry, runId) => this.#journal.add(entry, runId),
  );

  protected override render(): TemplateResult {
    const { kind, since } = this.#live.liveness;
    const run = this.#live.run.value;
    return html`<scoria-page-header .heading=${texts.titles.evidence}>
        ${run === undefined ? "" : html`<scoria-status slot="beside" pill .status=${run.status}></scoria-status>`}
        ${
          run === undefined
            ? ""
            : html`<a slot="actions" class="button" href=${this.href(`/workflows/${run.runId}`)}
                >${texts.evidence.toRun}</a
              >`
        }
        <scoria-liveness slot="beside" .kind=${kind} .since=${since}></scoria-liveness>
      </scoria-page-header>
      ${renderResource(this.#live.run, {
        ready: (ready) => this.#renderRun(ready),
        absent: texts.run.absent,
      })}`;
  }

  #renderRun(run: RunView): TemplateResult {
    this.#journal.readTo(run.runId, run.lastSeq);
    return html`<div @scoria-entry-select=${(event: CustomEvent<EntrySelect>) => this.#select(event)}>
      ${renderJournal(this.#journal, run.runId, selectedEntry(this.mount.router))}
    </div>`;
  }

  #select({ detail }: CustomEvent<EntrySelect>): void {
    this.mount.router.narrow({ entry: String(detail.seq) }, { replace: true });
  }
}

define("scoria-evidence-page", EvidencePage);
