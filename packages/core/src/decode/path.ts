import { findShapes } from "../redaction/secret-shapes.ts";

export type PathSegment = string | number;

const simpleIdentifier = /^[A-Za-z_$][A-Za-z0-9_$]{0,39}$/;

/** Whether a key that came from outside may be repeated in a message: a short identifier that is no token. */
export function isShowable(key: string): boolean {
  return simpleIdentifier.test(key) && findShapes(key).length === 0;
}

/** `input.items[3].price`; a key that is not a simple identifier of at most 40 characters is shown as `[key]`. */
export function formatPath(root: string, segments: readonly PathSegment[]): string {
  let path = root;
  for (const segment of segments) {
    if (typeof segment === "number") path += `[${segment}]`;
    else path += isShowable(segment) ? `.${segment}` : "[key]";
  }
  return path;
}
