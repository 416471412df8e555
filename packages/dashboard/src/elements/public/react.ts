/**
 * The elements in JSX of React 19, for the compiler alone: there is nothing in it to run.
 *
 * @example
 * ```jsx
 * import type {} from "@scoria/dashboard/react";
 * import "@scoria/dashboard/elements";
 *
 * export function Runs({ open }) {
 *   return <scoria-run-list base="/scoria" onscoria-run-open={(event) => open(event.detail.runId)} />;
 * }
 * ```
 */
import type { DetailedHTMLProps, HTMLAttributes } from "react";
import type { ElementEvents } from "./element-events.ts";
import type { ElementAttributes, PublicTag } from "./element-properties.ts";

type Listeners = { [Type in keyof ElementEvents as `on${Type}`]?: (event: ElementEvents[Type]) => void };

type ReactElements = {
  [Tag in PublicTag]: DetailedHTMLProps<HTMLAttributes<HTMLElementTagNameMap[Tag]>, HTMLElementTagNameMap[Tag]> &
    ElementAttributes<Tag> &
    Listeners;
};

declare module "react" {
  namespace JSX {
    interface IntrinsicElements extends ReactElements {}
  }
}
