import type { Json, JsonObject } from "../decode/json.ts";
import { limits } from "../decode/limits.ts";
import { readBoolean, readString } from "../decode/option-values.ts";
import { readOptions } from "../decode/read-options.ts";
import { snapshot } from "../decode/snapshot.ts";
import { invalidInput } from "../errors/core-errors.ts";
import type { PromptPolicy, RuntimeOverlay } from "./run-runtime.ts";

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

export const overlayKeys = ["provider", "model", "promptPolicy"] as const;
const policyKeys = [
  "policyKey",
  "promptRef",
  "promptVersion",
  "toolsAllowed",
  "groundingRequired",
  "approvalRequired",
  "metadata",
] as const;

/**
 * Reads an overlay once: of what comes back only plain data is left. `where`: how a message calls it, such as "runtime".
 *
 * @throws INVALID_INPUT, UNKNOWN_OPTION, PAYLOAD_TOO_LARGE
 */
export function readOverlay(value: unknown, where: string): RuntimeOverlay {
  return overlayOf(readOptions(value, overlayKeys, where), where);
}

/** As `readOverlay`, from options that were read already. */
export function overlayOf(
  given: { readonly [Key in (typeof overlayKeys)[number]]?: unknown },
  where: string,
): RuntimeOverlay {
  const { provider, model, promptPolicy } = given;
  return {
    ...(provider === undefined ? {} : { provider: readName(provider, `${where}.provider`) }),
    ...(model === undefined ? {} : { model: readName(model, `${where}.model`) }),
    ...(promptPolicy === undefined ? {} : { promptPolicy: readPolicy(promptPolicy, `${where}.promptPolicy`) }),
  };
}

function readPolicy(value: unknown, where: string): Partial<PromptPolicy> {
  const given = readOptions(value, policyKeys, where);
  const policy: Mutable<Partial<PromptPolicy>> = {};
  if (given.policyKey !== undefined) policy.policyKey = readName(given.policyKey, `${where}.policyKey`);
  for (const key of ["promptRef", "promptVersion"] as const) {
    if (given[key] !== undefined) policy[key] = given[key] === null ? null : readName(given[key], `${where}.${key}`);
  }
  for (const key of ["toolsAllowed", "groundingRequired", "approvalRequired"] as const) {
    if (given[key] !== undefined) policy[key] = readBoolean(given[key], `${where}.${key}`);
  }
  if (given.metadata !== undefined) policy.metadata = readMetadata(given.metadata, `${where}.metadata`);
  return policy;
}

function readName(value: unknown, name: string): string {
  return readString(value, name, { maxCharacters: limits.nameCharacters });
}

/** @throws INVALID_INPUT, PAYLOAD_TOO_LARGE */
export function readMetadata(value: unknown, name: string): JsonObject {
  const { value: metadata } = snapshot(value, { name, maxBytes: limits.metadataBytes });
  if (!isObject(metadata)) throw invalidInput(name, "must be an object");
  return metadata;
}

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
