import { focusedElement } from "./focus.ts";

/**
 * Puts a text on the clipboard. It works on plain http too, where browsers hide the clipboard's own interface: then the text is
 * selected in a field beside `near` and copied as by hand.
 *
 * @returns whether it is there
 */
export async function copyText(text: string, near: Element): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Not a secure context, or the browser said no.
    return copyBySelection(text, near);
  }
}

function copyBySelection(text: string, near: Element): boolean {
  const field = document.createElement("textarea");
  field.value = text;
  field.readOnly = true;
  field.setAttribute("aria-hidden", "true");
  for (const [property, value] of [
    ["position", "fixed"],
    ["inset", "0 auto auto 0"],
    ["opacity", "0"],
    ["pointer-events", "none"],
  ] as const) {
    field.style.setProperty(property, value);
  }
  const focused = focusedElement();
  // Beside the button, so that it can be selected while a modal dialog makes all else inert.
  near.after(field);
  field.select();
  try {
    return document.execCommand("copy");
  } finally {
    field.remove();
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  }
}
