import { invalidInput } from "../errors/core-errors.ts";
import type { Setting } from "./settings-table.ts";

/** Where the variables are read: `process.env`, or what a test brings. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What the variable says, else what the option says, else the default. An option that is overridden is checked
 * all the same, so that taking the variable away cannot break the next start.
 *
 * @throws INVALID_INPUT naming the variable or the option, never the value
 */
export function readSetting<Value, Default extends Value | null>(
  setting: Setting<Value, Default>,
  option: unknown,
  env: Environment,
): Value | Default {
  const { variable, type, variableMayOnlySet } = setting;
  const given = option === undefined ? undefined : type.fromOption(option, setting.option);
  const text = env[variable];
  if (text === undefined) return given ?? setting.byDefault;
  if (text === "") throw invalidInput(variable, "is empty. Give it a value, or do not set it");
  const value = type.fromText(text);
  if (value === undefined) throw invalidInput(variable, type.demand);
  if (variableMayOnlySet !== undefined && value !== variableMayOnlySet && value !== given) {
    throw invalidInput(
      variable,
      `may only be ${String(variableMayOnlySet)}, as a variable must not loosen what the code decides. Set ${setting.option} in the options`,
    );
  }
  return value;
}

/** The variable when it is set, else the option: what a message should name. */
export function nameInForce(setting: Setting<unknown, unknown>, env: Environment): string {
  return env[setting.variable] === undefined ? setting.option : setting.variable;
}
