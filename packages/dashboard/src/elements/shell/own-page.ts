import { preferences } from "../base/preferences.ts";

/** What only a dashboard does that has the page for itself: no margin around it, scroll bars in its theme, a title. */
export function takePage(): () => void {
  const sheet = new CSSStyleSheet();
  const draw = (): void => {
    const theme = preferences.get("theme");
    sheet.replaceSync(`:root { color-scheme: ${theme === "system" ? "light dark" : theme}; } body { margin: 0; }`);
  };
  draw();
  document.adoptedStyleSheets.push(sheet);
  const leave = preferences.subscribe(draw);
  return () => {
    leave();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
  };
}
