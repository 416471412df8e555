import type { Locator, Page } from "playwright-core";
import type { ScriptedApi } from "../scripted-api.ts";

/** A question that an operator has, and what on the page answers it. */
export interface Question {
  /** As docs/dashboard.md words it. */
  readonly asks: string;
  readonly answeredBy: (page: Page) => readonly Locator[];
}

/** A page as somebody may come upon it. */
export interface Screen {
  readonly name: string;
  /** Below the base; of a page of the host instead, when it has a `part`. */
  readonly path: string;
  /** An element that stands alone in a page of the host. */
  readonly part?: string;
  /** What the API answers otherwise. Default: the refund desk as it is. */
  readonly desk?: (api: ScriptedApi) => void;
  /** What is done before it is looked at. */
  readonly act?: (page: Page) => Promise<void>;
  /** Whether it lies over a page: then a window of it is looked at, and not the page below in its whole height. */
  readonly isOver?: true;
  /** What is there once all is. */
  readonly shows: (page: Page) => Locator;
  /** What is answered in its first screen, at 1280 by 800. */
  readonly questions?: readonly Question[];
}
