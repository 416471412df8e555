/** Registers an element, once: a page that loads the script twice, or two versions of it, keeps the first. */
export function define(tag: string, element: CustomElementConstructor): void {
  if (customElements.get(tag) === undefined) customElements.define(tag, element);
}
