import { html, nothing, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { ScheduleView } from "../../../wire/index.ts";
import { define } from "../../base/define.ts";
import { rowsMore } from "../../base/growing-list.ts";
import { PagedRows } from "../../base/paged-rows.ts";
import { Page } from "../../base/page.ts";
import type { Shortcut } from "../../base/shortcuts.ts";
import { codeSample, codeSampleStyles } from "../../parts/code-sample.ts";
import { listKeys } from "../../parts/list-keys.ts";
import { renderLiveness } from "../../parts/liveness-mark.ts";
import { renderResource } from "../../parts/render-resource.ts";
import { visibleTextStyles } from "../../parts/visible-text.ts";
import { texts } from "../../texts/texts.ts";
import { cardListStyles } from "../../theme/card-list-styles.ts";
import { cardStyles } from "../../theme/card-styles.ts";
import { controlStyles } from "../../theme/control-styles.ts";
import { foundationStyles } from "../../theme/foundation-styles.ts";
import { summaryStyles } from "../../theme/summary-styles.ts";
import { loadCronReader, type ReadCron } from "./read-cron.ts";
import { pauseSchedule, removeSchedule, resumeSchedule } from "./schedule-actions.ts";
import { renderSummary } from "./schedule-summary.ts";
import { renderSchedule } from "./schedule-card.ts";
import { schedulesStyles } from "./schedules-styles.ts";
import "../../parts/page-header.ts";

const text = texts.schedules;

/** Schedules, newest first: when each fires, and what it has started. */
export class SchedulesPage extends Page {
  static override readonly properties: PropertyDeclarations = { readCron: { state: true } };

  static override readonly styles: CSSResultGroup = [
    foundationStyles,
    controlStyles,
    cardStyles,
    cardListStyles,
    summaryStyles,
    visibleTextStyles,
    codeSampleStyles,
    schedulesStyles,
  ];

  /** Until it is there, and without it, cron expressions are shown as they are written. */
  declare protected readCron: ReadCron | undefined;

  readonly #schedules: PagedRows<ScheduleView> = new PagedRows<ScheduleView>(this, {
    key: () => "listSchedules",
    read: async (query, signal) => {
      const { schedules, nextCursor } = await this.mount.client.call("listSchedules", {
        query,
        ...(signal === undefined ? {} : { signal }),
      });
      return { rows: schedules, nextCursor };
    },
    keyOf: ({ tenantId, name }) => JSON.stringify([tenantId, name]),
    atOf: ({ createdAt }) => createdAt,
    pollMs: 5_000,
  });

  override connectedCallback(): void {
    super.connectedCallback();
    void loadCronReader().then(
      (readCron) => (this.readCron = readCron),
      () => undefined,
    );
  }

  protected override shortcuts(): readonly Shortcut[] {
    return [
      ...listKeys(this),
      { keys: "r", text: texts.shortcuts.refresh, group: "page", run: () => void this.#schedules.resource.refresh() },
    ];
  }

  protected override render(): TemplateResult {
    return html`<scoria-page-header .heading=${texts.titles.schedules}>
        ${renderLiveness(this.#schedules.resource.state)}
        <p class="about">${text.about}</p>
        ${
          this.may("schedules")
            ? nothing
            : html`<p class="about"><strong>${text.mayNot}</strong> ${texts.states.permission("schedules")}</p>`
        }
      </scoria-page-header>
      ${renderResource(this.#schedules.resource, { ready: ({ nextCursor }) => this.#renderSchedules(nextCursor) })}`;
  }

  #renderSchedules(nextCursor: string | null): TemplateResult {
    const schedules = this.#schedules.rows;
    if (schedules.length === 0) {
      return html`<scoria-state kind="empty" .heading=${text.none} .detail=${text.noneDetail}>
        ${codeSample(text.noneCode, text.none)}
      </scoria-state>`;
    }
    const now = new Date();
    return html`${renderSummary(schedules, now)}
      <div class="card-list">
        ${repeat(
          schedules,
          ({ tenantId, name }) => JSON.stringify([tenantId, name]),
          (schedule) => this.#renderSchedule(schedule, now),
        )}
      </div>
      <div class="foot">
        <span class="faint">${nextCursor === null ? text.all(schedules.length) : text.newest(schedules.length)}</span>
        ${
          nextCursor === null
            ? nothing
            : html`<button
                type="button"
                ?disabled=${this.#schedules.isLoadingMore}
                @click=${() => this.#schedules.loadMore()}
              >
                ${text.more(rowsMore)}
              </button>`
        }
      </div>`;
  }

  #renderSchedule(schedule: ScheduleView, now: Date): TemplateResult {
    return renderSchedule(schedule, now, {
      mayChange: this.may("schedules"),
      showsTenant: (this.mount.operator.view?.tenants.length ?? 0) > 1,
      readCron: this.readCron,
      href: (to) => this.href(to),
      pause: () => void this.#act(pauseSchedule(this, schedule)),
      resume: () => void this.#act(resumeSchedule(this, schedule)),
      remove: () => void this.#act(removeSchedule(this, schedule)),
    });
  }

  async #act(acting: Promise<void>): Promise<void> {
    await acting;
    await this.#schedules.resource.refresh();
  }
}

define("scoria-schedules-page", SchedulesPage);
