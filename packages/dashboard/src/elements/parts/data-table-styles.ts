import { css, type CSSResult, type CSSResultGroup } from "lit";
import { idStyles } from "./id-mark.ts";
import { statusStyles } from "./status-mark.ts";
import { timeStyles } from "./time-mark.ts";

const rowStyles: CSSResult = css`
  .table-frame {
    border: 1px solid var(--_line);
    border-radius: var(--_radius-large);
    background: var(--_surface);
    overflow-x: auto;
  }
  .table-frame.is-outdated {
    opacity: 0.55;
  }
  table {
    width: 100%;
    border-collapse: collapse;
  }
  th,
  td {
    height: var(--_row);
    padding: 0 10px;
    border-bottom: 1px solid var(--_line);
    text-align: start;
    vertical-align: middle;
    white-space: nowrap;
  }
  tbody tr:last-child td {
    border-bottom: 0;
  }
  th {
    height: 34px;
    color: var(--_ink-faint);
    font-size: var(--_text-small);
    font-weight: 500;
  }
  th.number,
  td.number {
    text-align: end;
  }
  td.fills {
    max-width: 0;
    width: 99%;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  td.check,
  th.check {
    width: 1px;
    padding-inline-end: 0;
  }
  tbody tr {
    position: relative;
  }
  tbody tr:hover {
    background: var(--_hover);
  }
  tbody tr.is-chosen {
    background: var(--_accent-ground);
  }
  a.row-link {
    font-weight: 500;
    /* The bar above stays where it is; what has the focus comes to lie below it. */
    scroll-margin-block: 64px 16px;
  }
  /* The whole row can be clicked; what else can be in it lies above. */
  a.row-link::after {
    content: "";
    position: absolute;
    inset: 0;
  }
  /* Not the row by what it has: each row that is taken out of a long list would be looked through for it. */
  a.row-link:focus-visible::after {
    background: color-mix(in srgb, var(--_ink) 4%, transparent);
    box-shadow: inset 2px 0 0 var(--_accent);
  }
  td :is(button, input, .id-mark, .time-mark, a:not(.row-link)) {
    position: relative;
    z-index: 1;
  }
  .spacer td {
    height: auto;
    padding: 0;
    border: 0;
  }
  @container (max-width: 696px) {
    th,
    td {
      padding-inline: 8px;
    }
    .only-wide {
      display: none;
    }
  }
`;

/** A dense table whose rows are links: the row that has the focus is marked as a whole. With what is in its cells. */
export const tableStyles: CSSResultGroup = [statusStyles, idStyles, timeStyles, rowStyles];
