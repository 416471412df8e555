import type { JsonObject } from "@scoria/core";
import { z } from "zod";
import { components } from "./components.ts";
import { jsonObject } from "./values.ts";

/** A handler that an operator may start a run with. */
export interface HandlerForm {
  readonly kind: string;
  /** Its input as a JSON Schema (2020-12); `null` when its schema does not tell: then any JSON may be tried. */
  readonly inputSchema: JsonObject | null;
}

/** Handlers with an input schema, by kind. */
export interface HandlerListView {
  readonly handlers: readonly HandlerForm[];
}

export const handlerListView: z.ZodType<HandlerListView> = z
  .strictObject({
    handlers: z.array(z.strictObject({ kind: z.string(), inputSchema: jsonObject.nullable() })),
  })
  .register(components, { id: "HandlerList" });
