import { html, nothing, type TemplateResult } from "lit";
import type { EntryView } from "../../../wire/index.ts";
import { cssProperties } from "../../base/css-properties.ts";
import { lengthOfTime, roughLength } from "../../base/time-text.ts";
import { texts } from "../../texts/texts.ts";
import { toneOf } from "./row-subject.ts";
import { attemptsOf } from "./step-attempts.ts";
import type { StepRow } from "./step-rows.ts";
import type { Stretch, TimeAxis } from "./time-axis.ts";

const text = texts.run.tree;

/** From which share of the axis on a wait says how long it was. */
const labelFrom = 0.16;

/** The head of the column: how long the run took, and how long it waited where there is room to say it. */
export function renderAxis(axis: TimeAxis): TemplateResult {
  const waited = axis.end - axis.begin - axis.activeMs;
  const last = axis.bands.at(-1);
  const isWaitAtEnd = last !== undefined && last.begin + last.length > 0.9;
  return html`<span class="for-reader">${text.axis(lengthOfTime(axis.activeMs), lengthOfTime(waited))}</span>
    <span class="ends" aria-hidden="true"
      ><span>0</span>${isWaitAtEnd ? nothing : html`<span>${lengthOfTime(axis.end - axis.begin)}</span>`}</span
    >
    ${axis.bands
      .filter(({ length }) => length > labelFrom)
      .map(
        (band) =>
          html`<span
            class="band-label"
            aria-hidden="true"
            title=${text.waited(texts.run.waits[band.wait.kind], lengthOfTime(band.ms))}
            ${cssProperties(place(band))}
            >${roughLength(band.ms)}</span
          >`,
      )}`;
}

/** When one line was: as a bar, with a bar for each attempt when there were several, and in words. */
export function renderBars(row: StepRow, axis: TimeAxis, entriesOfStep: readonly EntryView[], took: string): unknown {
  if (row.from === undefined) return html`<span class="for-reader">${text.notBegun}</span>`;
  const end = row.to ?? axis.end;
  const begins = text.begins(lengthOfTime(Math.max(0, row.from - axis.begin)));
  const attempts = row.subject.kind === "step" ? attemptsOf(entriesOfStep) : [];
  const failed = attempts.filter(({ outcome }) => outcome === "failed");
  const note = `${begins}${failed.length === 0 ? "" : `, ${text.failedAttempts(failed.length)}`}`;
  const isSpan = row.hasChildren || row.subject.kind !== "step";
  return html`<span class="for-reader">${note}</span>
    <span
      aria-hidden="true"
      title=${`${note}, ${took}`}
      class="bar ${toneOf(row.subject)} ${isSpan ? "is-span" : ""} ${failed.length > 0 ? "was-tried" : ""}"
      ${cssProperties(place(axis.stretch(row.from, end)))}
    ></span>
    ${
      failed.length === 0 || isSpan
        ? nothing
        : attempts.map(({ from, to, outcome, number }) =>
            from === undefined
              ? nothing
              : html`<span
                  aria-hidden="true"
                  title=${text.attempt(number)}
                  class="bar attempt ${outcome}"
                  ${cssProperties(place(axis.stretch(from, to ?? axis.end)))}
                ></span>`,
          )
    }`;
}

/** The waits of the run behind all bars, as one picture that every line shows. */
export function bandsOf(axis: TimeAxis): string {
  const stops = axis.bands
    .filter(({ length }) => length > 0.002)
    .map(({ begin, length }) => {
      const [from, to] = [percent(begin), percent(begin + length)];
      return `transparent ${from}, var(--band) ${from}, var(--band) ${to}, transparent ${to}`;
    });
  return stops.length === 0 ? "none" : `linear-gradient(to right, ${stops.join(", ")})`;
}

function place({ begin, length }: Stretch): Readonly<Record<string, string>> {
  return { "inset-inline-start": percent(begin), "inline-size": percent(length) };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(3)}%`;
}
