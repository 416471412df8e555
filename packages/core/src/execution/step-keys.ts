import { hash } from "node:crypto";

const marks = /[%/#:]/;

/**
 * Step keys are paths: `refund` is the handler of that kind, `refund/quote` its step, `refund/quote#2` the second of
 * that name, `refund/charge:item-7` one with a key of the host's, `refund/approval:refund` a request for approval.
 */
export function escapeName(name: string): string {
  if (!marks.test(name)) return name;
  return name.replaceAll(/[%/#:]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** The key of a run's own handler the `round`-th time that it is gone through. */
export function roundKey(kind: string, round: number): string {
  return round === 1 ? escapeName(kind) : `${escapeName(kind)}#${round}`;
}

export function unescapeName(text: string): string {
  return text.replace(/%(2[35F]|3A)/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** The key of the handler in which a step was done; null for the handler of the run itself. */
export function parentOf(stepKey: string): string | null {
  const end = stepKey.lastIndexOf("/");
  return end < 0 ? null : stepKey.slice(0, end);
}

/** What the handler called a step. */
export function nameOf(stepKey: string): string {
  const last = stepKey.slice(stepKey.lastIndexOf("/") + 1);
  return unescapeName(last.replace(/[#:].*$/s, ""));
}

/** Stays the same over attempts, crashes and nodes: what an effect passes to the system it acts on. */
export function idempotencyKeyOf(runId: string, stepKey: string): string {
  return hash("sha256", `${runId}\n${stepKey}`).slice(0, 40);
}
