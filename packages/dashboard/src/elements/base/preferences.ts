/** What a person chose for all dashboards of this origin. */
export interface PreferenceValues {
  theme: "system" | "light" | "dark";
  density: "comfortable" | "compact";
  zone: "local" | "utc";
  times: "relative" | "absolute";
  shortcuts: "on" | "off";
}

const choices: { readonly [Name in keyof PreferenceValues]: readonly PreferenceValues[Name][] } = {
  theme: ["system", "light", "dark"],
  density: ["comfortable", "compact"],
  zone: ["local", "utc"],
  times: ["relative", "absolute"],
  shortcuts: ["on", "off"],
};

/** Kept in the browser, told to all that listen, and taken over from other tabs. The first choice of each is the default. */
class Preferences {
  readonly #listeners = new Set<() => void>();
  readonly #chosen = new Map<keyof PreferenceValues, string>();

  constructor() {
    addEventListener("storage", ({ key }) => {
      if (key !== null && !key.startsWith("scoria.")) return;
      this.#chosen.clear();
      this.#tell();
    });
  }

  get<Name extends keyof PreferenceValues>(name: Name): PreferenceValues[Name] {
    const chosen = this.#chosen.get(name) ?? stored(name);
    return choices[name].find((choice) => choice === chosen) ?? (choices[name][0] as PreferenceValues[Name]);
  }

  set<Name extends keyof PreferenceValues>(name: Name, value: PreferenceValues[Name]): void {
    this.#chosen.set(name, value);
    try {
      localStorage.setItem(`scoria.${name}`, value);
    } catch {
      // A browser that keeps nothing forgets the choice with the page.
    }
    this.#tell();
  }

  /** Takes the choice after the present one, and begins again after the last. */
  next<Name extends keyof PreferenceValues>(name: Name): PreferenceValues[Name] {
    const of: readonly PreferenceValues[Name][] = choices[name];
    const next = of[(of.indexOf(this.get(name)) + 1) % of.length] as PreferenceValues[Name];
    this.set(name, next);
    return next;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function stored(name: string): string | null {
  try {
    return localStorage.getItem(`scoria.${name}`);
  } catch {
    return null;
  }
}

export const preferences: Preferences = new Preferences();
