import { preferences } from "./preferences.ts";

/** Something that a key, or two after each other, does: `?`, `j`, `g r`, `mod+k` (Ctrl, on a Mac ⌘). */
export interface Shortcut {
  readonly keys: string;
  /** What it does, for the list of shortcuts and the command palette. */
  readonly text: string;
  readonly group: "go" | "list" | "page" | "general";
  readonly run: () => void;
  /** Whether the palette offers it. Default: true. */
  readonly inPalette?: boolean;
}

/** How long after the first key of two the second may come. */
const pairMs = 1_500;

/**
 * The shortcuts of one dashboard. None fires while something is typed into, nor under a modal dialog, nor with a modifier that
 * it does not name; and a person can switch those of a single key off.
 */
export class Shortcuts {
  readonly #sets = new Set<() => readonly Shortcut[]>();
  /** What was pressed within the element that listens, and is not looked at again further out. */
  readonly #within = new WeakSet<Event>();
  #firstKey: string | undefined;
  #forget: ReturnType<typeof setTimeout> | undefined;

  /** All that can be pressed now. A later one takes the keys of an earlier one. */
  get all(): readonly Shortcut[] {
    const byKeys = new Map<string, Shortcut>();
    for (const set of this.#sets) for (const shortcut of set()) byKeys.set(shortcut.keys, shortcut);
    return [...byKeys.values()];
  }

  /** Adds shortcuts until what is returned is called. */
  add(shortcuts: () => readonly Shortcut[]): () => void {
    this.#sets.add(shortcuts);
    return () => void this.#sets.delete(shortcuts);
  }

  /** Takes the keys that are pressed within an element. */
  listen(element: EventTarget): () => void {
    const onKey = (event: Event): void => {
      this.#within.add(event);
      this.#press(event as KeyboardEvent);
    };
    element.addEventListener("keydown", onKey);
    return () => element.removeEventListener("keydown", onKey);
  }

  /**
   * Takes those as well that are pressed in the page around it: in a page of the host while nothing has the focus, and in a page
   * of its own from whatever has it and cannot hide a field.
   */
  listenAround({ isOwnPage }: { readonly isOwnPage: boolean }): () => void {
    const onKey = (event: KeyboardEvent): void => {
      const [from] = event.composedPath();
      if (this.#within.has(event) || !(from instanceof Element)) return;
      const isOfNothing = from === document.body || from === document.documentElement;
      if (isOfNothing || (isOwnPage && !mayHideField(from))) this.#press(event);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }

  #press(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing || isTypedInto(event) || isUnderDialog(event)) return;
    const key = nameOf(event);
    if (key === undefined) return;
    if (!key.startsWith("mod+") && preferences.get("shortcuts") === "off") return;
    const pair = this.#firstKey === undefined ? undefined : this.#find(`${this.#firstKey} ${key}`);
    this.#remember(undefined);
    const pressed = pair ?? this.#find(key);
    if (pressed !== undefined) {
      event.preventDefault();
      pressed.run();
    } else if (this.all.some(({ keys }) => keys.startsWith(`${key} `))) {
      this.#remember(key);
    }
  }

  #find(keys: string): Shortcut | undefined {
    return this.all.find((shortcut) => shortcut.keys === keys);
  }

  #remember(key: string | undefined): void {
    clearTimeout(this.#forget);
    this.#firstKey = key;
    if (key !== undefined) this.#forget = setTimeout(() => (this.#firstKey = undefined), pairMs);
  }
}

function nameOf({ key, altKey, ctrlKey, metaKey }: KeyboardEvent): string | undefined {
  if (altKey || key === "Shift" || key === "Control" || key === "Meta") return undefined;
  return ctrlKey || metaKey ? `mod+${key.toLowerCase()}` : key;
}

/** Whether what was pressed goes into a field. The target is asked for inside of shadow roots. */
function isTypedInto(event: Event): boolean {
  const target = event.composedPath()[0];
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) {
    return true;
  }
  return (
    target instanceof HTMLInputElement && !["checkbox", "radio", "button", "submit", "reset"].includes(target.type)
  );
}

/**
 * Whether it may have a shadow root, and the focus be in there: of a closed one nothing is seen from outside. The list is that of
 * the standard; custom elements are those with a hyphen.
 */
function mayHideField({ localName }: Element): boolean {
  return /-|^(?:article|aside|blockquote|div|footer|h[1-6]|header|main|nav|p|section|span)$/.test(localName);
}

function isUnderDialog(event: Event): boolean {
  return event.composedPath().some((target) => target instanceof HTMLDialogElement && target.open);
}
