import { css, type CSSResult } from "lit";

/** A page of cards, one below the other, each about a thing that has a name: a queue, a schedule, a name of nodes. After `cardStyles`. */
export const cardListStyles: CSSResult = css`
  .card-list {
    display: grid;
    gap: 12px;
  }
  .card {
    overflow: visible;
  }
  .card-head {
    flex-wrap: wrap;
  }
  .card-head h2 {
    min-width: 0;
    font-size: var(--_text-large);
    overflow-wrap: anywhere;
  }
`;
