/** What has the focus, however deep in shadow roots it is. */
export function focusedElement(): Element | null {
  let focused = document.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  return focused;
}

/** Where something stands in its tree: in what, and after what. */
interface Stand {
  readonly within: Node | null;
  readonly after: Element | null;
}

/**
 * What was given the focus because a button could not keep it, and the button if it only cannot be pressed for now. Such a
 * stand-in may go in turn, as a line does that says it is loading.
 */
const standIns = new WeakMap<Element, HTMLButtonElement | undefined>();

const pressable = "button:not(:disabled), a[href]";

/**
 * Draws a tree anew, and keeps the place of who works by keyboard: when the button that has the focus goes, such as the one that was
 * just pressed, the focus goes to what stands there now, and not to the top of the page. A button that cannot be pressed for a
 * while has it again afterwards, and so has one that was only moved.
 */
export function keepingPlace(tree: DocumentOrShadowRoot, draw: () => void): void {
  const [shown, focused] = [tree.activeElement, focusedElement()];
  if (shown === null || focused === null || !(focused instanceof HTMLButtonElement || standIns.has(focused)))
    return draw();
  const stands = standsOf(shown);
  draw();
  if (!shown.isConnected) return focusAt(stands);
  const waiting = standIns.get(focused);
  if (waiting?.isConnected === true && !waiting.disabled) return focusOn(waiting);
  if (shown === focused && focused instanceof HTMLButtonElement && focused.disabled) return standIn(focused);
  // To move it takes the focus from it.
  if (tree.activeElement === null) focusOn(focused);
}

/** From where it stands itself to where the outermost of what is around it does. */
function standsOf(element: Element): readonly Stand[] {
  const stands: Stand[] = [];
  for (let each: Element | null = element; each !== null; each = each.parentElement) {
    stands.push({ within: each.parentNode, after: each.previousElementSibling });
  }
  return stands;
}

/** What can be pressed where it stood, or else beside it, or else the place itself. */
function focusAt(stands: readonly Stand[]): void {
  const stand = stands.find(({ within }) => within?.isConnected === true);
  if (stand === undefined) return;
  const { after } = stand;
  const within = stand.within as ParentNode;
  const here =
    (after?.isConnected === true ? (after.nextElementSibling ?? after) : within.firstElementChild) ?? undefined;
  const around = within instanceof HTMLElement ? within : undefined;
  const next = (here && pressableIn(here)) ?? (around && pressableIn(around));
  if (next !== undefined) return focusOn(next);
  const place = around ?? here;
  if (place instanceof HTMLElement) beStandIn(place);
}

function standIn(button: HTMLButtonElement): void {
  if (button.parentElement !== null) beStandIn(button.parentElement, button);
}

/** It has to be able to have the focus; it is not in the order of the Tab key for that. */
function beStandIn(place: HTMLElement, waiting?: HTMLButtonElement): void {
  standIns.set(place, waiting);
  if (!place.hasAttribute("tabindex")) place.tabIndex = -1;
  focusOn(place);
}

function pressableIn(element: Element): HTMLElement | undefined {
  if (element instanceof HTMLElement && element.matches(pressable)) return element;
  return element.querySelector<HTMLElement>(pressable) ?? undefined;
}

function focusOn(element: Element): void {
  if (element instanceof HTMLElement) element.focus({ preventScroll: true });
}
