const name = "scoriaEntry";
let made = 0;

/** State for a new entry of the browser's history that tells it apart from all others, those from before a reload too. */
export function newEntry(): Readonly<Record<string, string>> {
  made += 1;
  return { [name]: `${performance.timeOrigin}-${made}` };
}

/** What tells the present entry apart; `undefined` when it has nothing, such as one that the host made. */
export function presentEntry(): string | undefined {
  const state = history.state as Readonly<Record<string, unknown>> | null;
  const entry = state?.[name];
  return typeof entry === "string" ? entry : undefined;
}

/** Tells the present entry apart from now on, beside what the host keeps in its state. */
export function nameEntry(): string | undefined {
  const state: unknown = history.state;
  if (presentEntry() === undefined && typeof state === "object") history.replaceState({ ...state, ...newEntry() }, "");
  return presentEntry();
}
