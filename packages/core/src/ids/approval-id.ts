import { newUuidV7, readUuidV7 } from "./uuid-v7.ts";

/** A new approval id. Ids sort by the time they were made, which they therefore reveal. */
export function newApprovalId(nowMs: number): string {
  return newUuidV7(nowMs);
}

/** @throws INVALID_INPUT for anything but a lower-case UUIDv7 */
export function readApprovalId(value: unknown): string {
  return readUuidV7(value, "approvalId");
}
