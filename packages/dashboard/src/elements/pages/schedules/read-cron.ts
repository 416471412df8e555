/** Reads a cron expression aloud: `At 02:30, Monday through Friday`; `undefined` when that would not be sure to be right. */
export type ReadCron = (cron: string) => string | undefined;

const named: Readonly<Record<string, string>> = {
  "@hourly": "0 * * * *",
  "@daily": "0 0 * * *",
  "@weekly": "0 0 * * 0",
  "@monthly": "0 0 1 * *",
  "@yearly": "0 0 1 1 *",
};

/** Loads what reads cron expressions: it is large beside what needs it, and only schedules do. */
export async function loadCronReader(): Promise<ReadCron> {
  const { default: cronstrue } = await import("cronstrue");
  return (cron) => {
    const expression = named[cron.trim().toLowerCase()] ?? cron;
    const [, , dayOfMonth, , dayOfWeek, ...more] = expression.trim().split(/\s+/);
    // When both are set either will do, and its sentence can be taken for "both".
    const isEither = dayOfMonth !== "*" && dayOfWeek !== "*";
    if (dayOfWeek === undefined || more.length > 0 || isEither) return undefined;
    try {
      return cronstrue.toString(expression, { use24HourTimeFormat: true, verbose: false });
    } catch {
      return undefined;
    }
  };
}
