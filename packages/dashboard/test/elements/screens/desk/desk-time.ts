import { createHash } from "node:crypto";

export const second: number = 1_000;
export const minute: number = 60 * second;
export const hour: number = 60 * minute;
export const day: number = 24 * hour;

/** When everybody looks at the desk: a Thursday, before noon in Berlin. */
export const deskTime: Date = new Date("2026-11-26T10:24:00.000Z");

/** The moment so many ms before the desk is looked at; after it, when negative. */
export function ago(ms: number): string {
  return new Date(deskTime.getTime() - ms).toISOString();
}

/** The id that something of this name, made at this moment, has each time. */
export function idAt(at: string, name: string): string {
  const time = Date.parse(at).toString(16).padStart(12, "0");
  const rest = hashOf(`${at} ${name}`);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(0, 3)}-9${rest.slice(3, 6)}-${rest.slice(6, 18)}`;
}

export function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
