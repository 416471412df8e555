import { approvalsTexts } from "./approvals-texts.ts";
import { frameTexts } from "./frame-texts.ts";
import { homeTexts } from "./home-texts.ts";
import { partTexts } from "./part-texts.ts";
import { runsTexts } from "./runs-texts.ts";
import { stateTexts } from "./state-texts.ts";

/** Every word that the elements say, in one table; a page has its own rows of it in a file of its own. */
export const texts: typeof frameTexts &
  typeof stateTexts &
  typeof partTexts & {
    readonly approvals: typeof approvalsTexts;
    readonly home: typeof homeTexts;
    readonly runs: typeof runsTexts;
  } = {
  ...frameTexts,
  ...stateTexts,
  ...partTexts,
  approvals: approvalsTexts,
  home: homeTexts,
  runs: runsTexts,
};
