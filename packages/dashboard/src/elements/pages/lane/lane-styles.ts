import { css, type CSSResult } from "lit";

/** For the cards of a lane's page: one for each read, one for each action. */
export const laneCardStyles: CSSResult = css`
  .card-body {
    display: grid;
    gap: 10px;
  }
  .card-head h2 {
    overflow-wrap: anywhere;
  }
  form {
    display: grid;
    gap: 8px;
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    align-items: center;
  }
  .line input {
    flex: 1 1 160px;
    min-width: 0;
  }
  textarea {
    width: 100%;
    min-height: 60px;
    field-sizing: content;
    max-height: 40dvh;
  }
  .act {
    justify-self: start;
  }
  .refused {
    color: var(--_bad);
    overflow-wrap: anywhere;
  }
`;
