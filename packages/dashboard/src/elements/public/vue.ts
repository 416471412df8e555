/**
 * The elements in templates of Vue 3, for the compiler alone: there is nothing in it to run. Vue must be told as well that
 * they are no components of its own: `isCustomElement: (tag) => tag.startsWith("scoria-")`.
 *
 * @example
 * ```html
 * <script setup lang="ts">
 * import type {} from "@scoria/dashboard/vue";
 * import "@scoria/dashboard/elements";
 * </script>
 *
 * <template>
 *   <scoria-run-list base="/scoria" @scoria-run-open="(event) => open(event.detail.runId)" />
 * </template>
 * ```
 */
import type { HTMLAttributes } from "vue";
import type { ElementEvents } from "./element-events.ts";
import type { ElementAttributes, PublicTag } from "./element-properties.ts";

type Pascal<Kebab extends string> = Kebab extends `${infer Head}-${infer Rest}`
  ? `${Capitalize<Head>}${Pascal<Rest>}`
  : Capitalize<Kebab>;

type Listeners = { [Type in keyof ElementEvents as `on${Pascal<Type>}`]?: (event: ElementEvents[Type]) => void };

type VueElements = {
  [Tag in PublicTag]: new () => { $props: HTMLAttributes & ElementAttributes<Tag> & Listeners };
};

declare module "vue" {
  interface GlobalComponents extends VueElements {}
}
