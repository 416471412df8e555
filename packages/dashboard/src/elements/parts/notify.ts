/** Something to say in passing. A `quiet` one goes to screen readers only. */
export interface Notice {
  readonly text: string;
  readonly tone: "quiet" | "good" | "bad";
}

/** Says something to the person in front of it, by the notices of the dashboard or part around `from`. */
export function notify(from: HTMLElement, text: string, { tone = "good" }: Partial<Notice> = {}): void {
  const detail: Notice = { text, tone };
  from.dispatchEvent(new CustomEvent("scoria-notice", { detail, bubbles: true, composed: true }));
}
