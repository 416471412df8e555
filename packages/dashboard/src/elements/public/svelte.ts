/**
 * The elements in components of Svelte 5, for the compiler alone: there is nothing in it to run.
 *
 * @example
 * ```html
 * <script lang="ts">
 *   import type {} from "@scoria/dashboard/svelte";
 *   import "@scoria/dashboard/elements";
 * </script>
 *
 * <scoria-run-list base="/scoria" onscoria-run-open={(event) => open(event.detail.runId)}></scoria-run-list>
 * ```
 */
import type { HTMLAttributes } from "svelte/elements";
import type { ElementEvents } from "./element-events.ts";
import type { ElementAttributes, PublicTag } from "./element-properties.ts";

type Listeners = { [Type in keyof ElementEvents as `on${Type}`]?: (event: ElementEvents[Type]) => void };

type SvelteElements = {
  [Tag in PublicTag]: HTMLAttributes<HTMLElementTagNameMap[Tag]> & ElementAttributes<Tag> & Listeners;
};

declare module "svelte/elements" {
  interface SvelteHTMLElements extends SvelteElements {}
}
