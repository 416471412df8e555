/** What has the focus, however deep in shadow roots it is. */
export function focusedElement(): Element | null {
  let focused = document.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  return focused;
}

/**
 * Draws a tree anew, and keeps the place of who works by keyboard: when the button that has the focus goes, such as the one that was
 * just pressed, the focus goes to what stands there now, and not to the top of the page.
 */
export function keepingPlace(tree: DocumentOrShadowRoot, draw: () => void): void {
  const focused = tree.activeElement;
  if (!(focused instanceof HTMLButtonElement)) return draw();
  const around: HTMLElement[] = [];
  for (let each = focused.parentElement; each !== null; each = each.parentElement) around.push(each);
  draw();
  if (focused.isConnected) return;
  const place = around.find((each) => each.isConnected);
  if (place === undefined) return;
  const next = place.querySelector<HTMLElement>("button:not(:disabled), a[href]") ?? place;
  // A place without anything to press has to be able to have the focus all the same; it is not in the order of the Tab key.
  if (next === place) place.tabIndex = -1;
  next.focus({ preventScroll: true });
}
