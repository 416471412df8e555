/**
 * The decoded segments of a path below where the dashboard is mounted. A framework may have cut off the mount path already:
 * then the whole path counts.
 *
 * @returns undefined for a path whose escapes are no UTF-8, or that has an empty segment in it
 */
export function readPath(pathname: string, mountPath: string): readonly string[] | undefined {
  const isBelow = mountPath !== "" && (pathname === mountPath || pathname.startsWith(`${mountPath}/`));
  const rest = isBelow ? pathname.slice(mountPath.length) : pathname;
  const segments = rest.split("/").slice(1);
  // "/scoria/" is "/scoria".
  if (segments.at(-1) === "") segments.pop();
  try {
    const decoded = segments.map((segment) => decodeURIComponent(segment));
    return decoded.includes("") ? undefined : decoded;
  } catch {
    return undefined;
  }
}
