import { readBoolean, readEnum, readPositiveInteger, readString } from "../decode/option-values.ts";
import { invalidInput } from "../errors/core-errors.ts";
import { readPostgresUrl } from "../databases/postgres-url.ts";

/** What values one setting takes, from an option and from a variable. */
export interface SettingType<Value> {
  /** For the docs: "integer from 1 to 10,000". */
  readonly name: string;
  /** Completes "SCORIA_X …" when a variable is refused. */
  readonly demand: string;
  /** @throws INVALID_INPUT naming the option */
  readonly fromOption: (value: unknown, option: string) => Value;
  /** Undefined when the text is refused. */
  readonly fromText: (text: string) => Value | undefined;
}

/** Written as digits and nothing else: "1e3", "+5", "08" and "0x10" are more likely slips than wishes. */
export function integer(min: number, max: number): SettingType<number> {
  return {
    name: `integer from ${min.toLocaleString("en")} to ${max.toLocaleString("en")}`,
    demand: `must be an integer from ${min} to ${max}, in digits`,
    fromOption: (value, option) => readPositiveInteger(value, option, { min, max }),
    fromText: (text) => {
      const value = /^(0|[1-9]\d{0,15})$/.test(text) ? Number(text) : Number.NaN;
      return value >= min && value <= max ? value : undefined;
    },
  };
}

/** In a variable `true` or `on`, `false` or `off`; no other word, in no other case. */
export const flag: SettingType<boolean> = {
  name: "`true` or `on`, `false` or `off`",
  demand: "must be true, on, false or off",
  fromOption: readBoolean,
  fromText: (text) =>
    text === "true" || text === "on" ? true : text === "false" || text === "off" ? false : undefined,
};

export function oneOf<const Value extends string>(values: readonly Value[]): SettingType<Value> {
  return {
    name: values.map((value) => `\`${value}\``).join(", "),
    demand: `must be one of ${values.join(", ")}`,
    fromOption: (value, option) => readEnum(value, option, values),
    fromText: (text) => values.find((value) => value === text),
  };
}

export function text(maxCharacters: number): SettingType<string> {
  const limit = { maxCharacters };
  return {
    name: `text of at most ${maxCharacters.toLocaleString("en")} characters`,
    demand: `must be text of 1 to ${maxCharacters} characters that is not blank`,
    fromOption: (value, option) => readString(value, option, limit),
    fromText: (value) => attempt(() => readString(value, "", limit)),
  };
}

/** A variable's url is looked at here, so that the refusal can name the variable. */
export const databaseUrl: SettingType<string> = {
  name: "`postgres://…`, `file:<folder>` or `memory:`",
  demand: "must be postgres://…, file:<folder> or memory:, where special characters of a password are percent-encoded",
  fromOption: (value, option) => readString(value, option, { maxCharacters: 4_096 }),
  fromText: (value) => {
    if (value.length > 4_096) return undefined;
    if (value === "memory:" || /^file:.*\S/.test(value)) return value;
    return isServerUrl(value) ? value : undefined;
  },
};

/** As `databaseUrl`, for what only a server has. */
export const serverUrl: SettingType<string> = {
  name: "`postgres://…`",
  demand: "must be postgres://…, where special characters of a password are percent-encoded",
  fromOption: (value, option) => {
    const url = readString(value, option, { maxCharacters: 4_096 });
    if (!isServerUrl(url)) throw invalidInput(option, serverUrl.demand);
    return url;
  },
  fromText: (value) => (value.length <= 4_096 && isServerUrl(value) ? value : undefined),
};

function isServerUrl(value: string): boolean {
  return /^postgres(ql)?:\/\//.test(value) && attempt(() => readPostgresUrl(value)) !== undefined;
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
