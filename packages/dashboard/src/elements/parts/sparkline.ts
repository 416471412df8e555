import { css, html, svg, type CSSResultGroup, type PropertyDeclarations } from "lit";
import { define } from "../base/define.ts";
import { ScoriaElement } from "../base/scoria-element.ts";
import { absoluteTime } from "../base/time-text.ts";
import { texts } from "../texts/texts.ts";
import { foundationStyles } from "../theme/foundation-styles.ts";

/** One bar: when its stretch of time began, and how much fell into it. */
export interface SparkPoint {
  readonly at: string;
  readonly value: number;
}

const width = 240;
const height = 44;

/** Small bars over time, the last at the end; the same as a table for those who do not see them. */
export class Sparkline extends ScoriaElement {
  static override readonly properties: PropertyDeclarations = {
    points: { attribute: false },
    label: { type: String },
    tone: { type: String, reflect: true },
  };

  static override readonly styles: CSSResultGroup = [
    foundationStyles,
    css`
      svg {
        display: block;
        width: 100%;
        height: ${height}px;
        overflow: visible;
      }
      rect {
        fill: var(--_accent);
      }
      :host([tone="bad"]) rect {
        fill: var(--_bad);
      }
      :host rect.none,
      :host([tone]) rect.none {
        fill: var(--_line-strong);
      }
      .ends {
        display: flex;
        justify-content: space-between;
        margin-block-start: 4px;
        color: var(--_ink-faint);
        font-size: var(--_text-small);
      }
      @media (forced-colors: active) {
        :host rect,
        :host([tone]) rect {
          fill: CanvasText;
        }
      }
    `,
  ];

  declare points: readonly SparkPoint[];
  /** What is counted, for the table's caption. */
  declare label: string;
  declare tone: "plain" | "bad";

  protected override render(): unknown {
    const most = Math.max(1, ...this.points.map(({ value }) => value));
    const step = width / Math.max(1, this.points.length);
    return html`<svg viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" aria-hidden="true">
        ${this.points.map(({ at, value }, place) => {
          const tall = value === 0 ? 1 : Math.max(2, (value / most) * height);
          return svg`<rect class=${value === 0 ? "none" : ""} x=${place * step} y=${height - tall} width=${step * 0.72}
            height=${tall}><title>${texts.sparkline.point(absoluteTime(new Date(at)), value)}</title></rect>`;
        })}
      </svg>
      <div class="ends" aria-hidden="true">
        <span>${texts.sparkline.begin}</span><span>${texts.sparkline.most(most)}</span
        ><span>${texts.sparkline.end}</span>
      </div>
      <div class="for-reader">
        <table>
          <caption>
            ${this.label}
          </caption>
          <thead>
            <tr>
              <th scope="col">${texts.sparkline.from}</th>
              <th scope="col">${texts.sparkline.count}</th>
            </tr>
          </thead>
          <tbody>
            ${this.points
              .filter(({ value }) => value > 0)
              .map(
                ({ at, value }) =>
                  html`<tr>
                    <td>${absoluteTime(new Date(at))}</td>
                    <td>${value}</td>
                  </tr>`,
              )}
          </tbody>
        </table>
      </div>`;
  }
}

define("scoria-sparkline", Sparkline);
