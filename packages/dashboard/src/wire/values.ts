import type { Json, JsonObject } from "@scoria/core";
import { z } from "zod";
import { components } from "./components.ts";

/** A run's or an approval's id: a lower-case UUIDv7. */
export const id: z.ZodString = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  .register(components, { id: "Id" });

/** ISO 8601, in UTC, with milliseconds. */
export const moment: z.ZodString = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  .register(components, { id: "Moment" });

/** What was read as JSON is JSON, however deep. Whether it may be taken is for the core to say. */
export const json: z.ZodType<Json> = z.unknown() as unknown as z.ZodType<Json>;
export const jsonObject: z.ZodType<JsonObject> = z.record(z.string(), json);

/** Why a decision, a cancellation or a pause: shown beside it ever after. */
export const reason: z.ZodType<string> = z.string().trim().min(1).max(2_000);

/** What is kept of an error. */
export interface ErrorView {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly details?: Json;
}

export const errorView: z.ZodType<ErrorView> = z
  .strictObject({
    name: z.string(),
    message: z.string(),
    code: z.string().exactOptional(),
    details: z.exactOptional(json),
  })
  .register(components, { id: "StoredError" });

/** What every answer that is no 2xx says. */
export interface Refusal {
  readonly error: {
    /** Stable: branch on it. */
    readonly code: string;
    /** What happened, and what to do. */
    readonly message: string;
    readonly details?: JsonObject;
  };
}

export const refusal: z.ZodType<Refusal> = z
  .strictObject({
    error: z.strictObject({ code: z.string(), message: z.string(), details: z.exactOptional(jsonObject) }),
  })
  .register(components, { id: "Refusal" });
