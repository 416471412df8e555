import type { Json } from "@scoria/core";

/** What every field of a form says of itself. */
interface FieldBase {
  readonly title?: string;
  readonly description?: string;
  /** What stands in it at first. */
  readonly initial?: Json;
  /** Whether `null` may stand in its place. */
  readonly isNullable: boolean;
}

/** One field of the form for a handler's input, as its JSON Schema describes it. */
export type FormField = FieldBase &
  (
    | {
        readonly is: "text";
        readonly format?: string;
        readonly minLength?: number;
        readonly maxLength?: number;
        readonly pattern?: string;
      }
    | {
        readonly is: "number";
        readonly isWhole: boolean;
        readonly min?: number;
        readonly max?: number;
        readonly step?: number;
      }
    | { readonly is: "yes-no" }
    | { readonly is: "choice"; readonly choices: readonly Json[] }
    | { readonly is: "fixed"; readonly value: Json }
    | { readonly is: "group"; readonly members: readonly FormMember[] }
    | { readonly is: "list"; readonly item: FormField; readonly minItems: number; readonly maxItems: number }
    /** Anything that no other field is for: JSON. */
    | { readonly is: "json" }
  );

/** A field of a group, by its name. */
export interface FormMember {
  readonly name: string;
  readonly isRequired: boolean;
  readonly field: FormField;
}

export type FieldOf<Is extends FormField["is"]> = Extract<FormField, { is: Is }>;
