declare module "*.vue" {
  import type { Component } from "vue";
  export default {} as Component;
}

declare module "*.svelte" {
  import type { Component } from "svelte";
  const component: Component;
  export default component;
}
