import { asScoriaError } from "../database/classify-error.ts";

/** What a check looks at. The names stay; there may be more of them. */
export type DoctorCheckName =
  | "options"
  | "variables"
  | "database"
  | "durability"
  | "server-settings"
  | "prepared-statements"
  | "notifications"
  | "clock"
  | "migrations"
  | "role"
  | "handlers"
  | "nodes"
  | "operator-runs";

/** One thing that the doctor looked at. */
export interface DoctorCheck {
  readonly name: DoctorCheckName;
  /** `problem`: something does not work or is not safe. `warning`: it works, and somebody should know. */
  readonly status: "ok" | "warning" | "problem";
  /** The code of the error that a facade would meet, when there is one. */
  readonly code?: string;
  /** Safe to print: no password, no data of a tenant. */
  readonly message: string;
  /** What to do, when the message does not say it already. */
  readonly advice?: string;
}

/** What a part of a check found. */
export type Finding = Omit<DoctorCheck, "name" | "status"> & { readonly status: "warning" | "problem" };

/** One check of all that was found: as bad as the worst of it; `healthy` is said when nothing was. */
export function checkOf(name: DoctorCheckName, findings: readonly Finding[], healthy: string): DoctorCheck {
  if (findings.length === 0) return { name, status: "ok", message: healthy };
  const byWeight = [...findings].toSorted((a, b) => Number(b.status === "problem") - Number(a.status === "problem"));
  const [worst] = byWeight;
  const advice = byWeight.flatMap((finding) => (finding.advice === undefined ? [] : [finding.advice])).join(" ");
  return {
    name,
    status: worst?.status ?? "ok",
    ...(worst?.code === undefined ? {} : { code: worst.code }),
    message: byWeight.map(({ message }) => message).join(" "),
    ...(advice === "" ? {} : { advice }),
  };
}

/** A check that failed itself. Its sentence says what to do, and holds nothing of the driver's. */
export function failedCheck(name: DoctorCheckName, error: unknown, doing: string): DoctorCheck {
  const { code, message } = asScoriaError(error, doing);
  return { name, status: "problem", code, message };
}

const showable = /^[\w.:@/ -]{1,100}$/;

/** Up to ten names that the host gave to its own things; what has an odd form may be a person's, and is only counted. */
export function listNames(names: readonly string[]): string {
  const shown = names.filter((name) => showable.test(name)).slice(0, 10);
  const hidden = names.length - shown.length;
  const rest = hidden === 0 ? [] : [`${hidden} more`];
  return [...shown, ...rest].join(", ");
}

export function count(many: number, one: string, plural = `${one}s`): string {
  return `${many.toLocaleString("en")} ${many === 1 ? one : plural}`;
}
